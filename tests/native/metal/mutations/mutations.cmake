# Mutations of the kernels, each with the test that notices it. A mutation is the kernels compiled anew with one place of one file changed, in
# a library that the double takes kernels from before its own.
set(SIGE_METAL_MUTATION_FOLDER ${CMAKE_CURRENT_LIST_DIR})

# Replaces the n-th place where a text holds another.
function(sige_replace_nth text n from to result)
  set(rest "${text}")
  set(before "")
  foreach(i RANGE 1 ${n})
    string(FIND "${rest}" "${from}" at)
    if(at EQUAL -1)
      message(FATAL_ERROR "a mutation does not find its place ${n}: ${from}")
    endif()
    string(LENGTH "${from}" length)
    math(EXPR end "${at} + ${length}")
    string(SUBSTRING "${rest}" 0 ${at} skipped)
    string(SUBSTRING "${rest}" ${end} -1 rest)
    string(APPEND before "${skipped}")
    if(i LESS n)
      string(APPEND before "${from}")
    endif()
  endforeach()
  set(${result} "${before}${to}${rest}" PARENT_SCOPE)
endfunction()

# FILE of kernels/, PLACE counted from 1, TEST that fails, KERNELS that it runs.
function(sige_metal_mutation name)
  cmake_parse_arguments(PARSE_ARGV 1 M "" "FILE;PLACE;FROM;TO;TEST" "KERNELS")
  if(NOT M_PLACE)
    set(M_PLACE 1)
  endif()
  set(root ${CMAKE_CURRENT_BINARY_DIR}/metal_mutations/${name})
  file(GLOB kernels ${SIGE_METAL}/kernels/*.metal)
  file(COPY ${kernels} DESTINATION ${root}/backends/metal/kernels)
  file(READ ${SIGE_METAL}/kernels/${M_FILE} text)
  sige_replace_nth("${text}" ${M_PLACE} "${M_FROM}" "${M_TO}" text)
  file(WRITE ${root}/backends/metal/kernels/${M_FILE} "${text}")
  set(list "")
  foreach(kernel IN LISTS M_KERNELS)
    string(APPEND list "SIGE_METAL_KERNEL(${kernel})\n")
  endforeach()
  file(WRITE ${root}/backends/metal/runtime/kernels.inc "${list}")

  add_library(sige_metal_mutation_${name} MODULE metal/emulation/kernels.cpp)
  sige_add_tests_target(sige_metal_mutation_${name})
  target_include_directories(sige_metal_mutation_${name} BEFORE PRIVATE ${root} metal/emulation/include)
  target_compile_options(sige_metal_mutation_${name} PRIVATE -Wno-unused-function)
  target_link_libraries(sige_metal_mutation_${name} PRIVATE sige_metal_double)
  add_dependencies(sige_metal_tests sige_metal_mutation_${name})
  add_test(NAME metal_mutation_${name}
           COMMAND ${CMAKE_COMMAND} -DPROGRAM=$<TARGET_FILE:sige_metal_tests> -DMUTATION=$<TARGET_FILE:sige_metal_mutation_${name}>
                   -DTEST=${M_TEST} -P ${SIGE_METAL_MUTATION_FOLDER}/run.cmake)
endfunction()

set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${SIGE_METAL_KERNELS})
set(barrier "threadgroup_barrier(mem_flags::mem_threadgroup)")
set(tiles direct_8x64_f32 direct_32x32_f32 direct_64x64_f32)

sige_metal_mutation(direct_sources_before_they_are_found FILE direct.metal PLACE 1 FROM "${barrier}" TO ""
                    KERNELS ${tiles} TEST convolution_sources.two_sources)
sige_metal_mutation(direct_products_before_the_tile_is_there FILE direct.metal PLACE 2 FROM "${barrier}" TO ""
                    KERNELS ${tiles} TEST convolution_sources.two_sources)
sige_metal_mutation(direct_tile_is_filled_before_it_was_used FILE direct.metal PLACE 3 FROM "${barrier}" TO ""
                    KERNELS ${tiles} TEST convolution_sources.two_sources)
sige_metal_mutation(direct_end_before_the_sums_are_there FILE direct.metal PLACE 4 FROM "${barrier}" TO ""
                    KERNELS ${tiles} TEST convolution_sources.two_sources)
sige_metal_mutation(direct_operands_are_swapped FILE direct.metal FROM "rows[i], columns[j]" TO "columns[j], rows[i]"
                    KERNELS direct_32x32_f32 TEST convolution_sources.two_sources)
sige_metal_mutation(direct_slices_overlap FILE direct.metal FROM "(slice + 1)" TO "(slice + 2)"
                    KERNELS ${tiles} TEST convolution_shapes.larger_than_every_block)
sige_metal_mutation(direct_tile_is_larger_than_threadgroup_memory FILE direct.metal FROM "RowSources, sources, [rows]" TO "RowSources, sources, [rows * 32]"
                    KERNELS direct_64x64_f32 TEST convolution_shapes.larger_than_every_block)
sige_metal_mutation(float16_does_not_round FILE direct.metal FROM "float16, half, f32" TO "float16, float, f32"
                    KERNELS float16_8x64_f32 float16_32x32_f32 float16_64x64_f32 TEST convolution_sources.two_sources)
sige_metal_mutation(float16_takes_its_weights_for_bfloat16 FILE direct.metal FROM "float16, half, f16, half" TO "float16, half, f16, ushort"
                    KERNELS float16_8x64_f16 float16_32x32_f16 float16_64x64_f16 TEST convolution_shapes.batches_and_every_type_of_weights)
sige_metal_mutation(float16_takes_kept_weights_for_bfloat16 FILE direct.metal FROM "float16, half, f16, half" TO "float16, half, f16, ushort"
                    KERNELS float16_8x64_f16 float16_32x32_f16 float16_64x64_f16 TEST metal_weights.kept_ones_change_no_bit)
sige_metal_mutation(direct_takes_any_second_source_for_float16 FILE direct.metal FROM "load(src2, p.src2.view.is_half" TO "load(src2, 1"
                    KERNELS direct_64x64_f32 TEST storage.of_convolutions_in_different_tiles)
sige_metal_mutation(float16_takes_any_first_source_for_float16 FILE direct.metal FROM "load(src, p.src.view.is_half" TO "load(src, 1"
                    KERNELS float16_8x64_f32 TEST storage.of_convolutions_in_different_tiles)
sige_metal_mutation(any_residual_is_taken_for_float16 FILE convolution.metal FROM "source.view.is_half, source_element" TO "1, source_element"
                    KERNELS direct_32x32_f32 TEST storage.of_convolutions_in_different_tiles)
sige_metal_mutation(a_channel_too_many_is_written FILE convolution.metal FROM "channel >= p.oc" TO "channel > p.oc"
                    KERNELS ${tiles} TEST convolution_masks.every_mask_and_policy)
sige_metal_mutation(padding_begins_a_row_late FILE convolution.metal FROM "y < source.h" TO "y <= source.h"
                    KERNELS ${tiles} TEST convolution_prologue.padding_stays_zero)
sige_metal_mutation(labels_take_a_class_too_many FILE special.metal FROM "id < p.classes" TO "id <= p.classes"
                    KERNELS labels_f32 TEST convolution_labels.extras_behind_the_classes)
sige_metal_mutation(attention_queries_before_they_are_found FILE attention.metal PLACE 1 FROM "${barrier}" TO ""
                    KERNELS attention_f32 TEST attention.is_the_softmax_weighted_mean_of_values)
sige_metal_mutation(attention_products_before_the_slices_are_there FILE attention.metal PLACE 2 FROM "${barrier}" TO ""
                    KERNELS attention_f32 TEST attention.is_the_softmax_weighted_mean_of_values)
sige_metal_mutation(attention_slices_are_filled_before_they_were_used FILE attention.metal PLACE 3 FROM "${barrier}" TO ""
                    KERNELS attention_f32 TEST attention.is_the_softmax_weighted_mean_of_values)
sige_metal_mutation(attention_values_before_they_are_there FILE attention.metal PLACE 4 FROM "${barrier}" TO ""
                    KERNELS attention_f32 TEST attention.is_the_softmax_weighted_mean_of_values)
sige_metal_mutation(attention_keys_come_before_the_values_were_added FILE attention.metal PLACE 5 FROM "${barrier}" TO ""
                    KERNELS attention_f32 TEST attention.is_the_softmax_weighted_mean_of_values)
sige_metal_mutation(attention_does_not_round FILE attention.metal FROM "attention_f16, half" TO "attention_f16, float"
                    KERNELS attention_f16 TEST attention.nan_of_a_query_stays_its_own)
sige_metal_mutation(attention_weights_are_too_small FILE attention.metal FROM "Factor(weight)" TO "Factor(0.998f * weight)"
                    KERNELS attention_f16 TEST attention.is_the_softmax_weighted_mean_of_values)
sige_metal_mutation(attention_adds_to_sums_before_they_are_scaled FILE attention.metal FROM "simdgroup_barrier(mem_flags::mem_threadgroup)" TO ""
                    KERNELS attention_f16 TEST metal_work.threads_may_run_in_any_order)
sige_metal_mutation(attention_sums_half_of_the_weights FILE attention.metal FROM "simd_shuffle_xor(weight_sum, 2)" TO "0.0f"
                    KERNELS attention_f32 TEST attention.is_the_softmax_weighted_mean_of_values)
sige_metal_mutation(attention_does_not_see_its_own_key FILE attention.metal FROM "place.x + 1" TO "place.x"
                    KERNELS attention_f32 TEST attention.a_causal_query_does_not_see_what_comes_after_it)
sige_metal_mutation(attention_weighs_what_it_does_not_see FILE attention.metal FROM "left < kAttentionKeys ? left" TO "left < 0 ? left"
                    KERNELS attention_f16 TEST attention.a_causal_query_does_not_see_what_comes_after_it)
sige_metal_mutation(norm_sums_before_all_rows_are_there FILE norm.metal FROM "${barrier}" TO ""
                    KERNELS norm_sums_f32 TEST norm_statistics.mean_and_variance_of_every_kind)
sige_metal_mutation(norm_sums_lose_their_lower_half FILE norm.metal FROM "high.low + low.high" TO "low.high"
                    KERNELS norm_sums_f32 TEST norm_statistics.sums_have_the_same_bits_on_any_thread_count)
sige_metal_mutation(attention_takes_any_keys_and_values_for_float16 FILE attention.metal FROM "rows.is_half = view.is_half" TO "rows.is_half = 1"
                    KERNELS attention_f32 TEST storage.of_attention)
sige_metal_mutation(attention_takes_any_queries_for_float16 FILE attention.metal FROM "load(src, p.query.is_half" TO "load(src, 1"
                    KERNELS attention_f16 TEST storage.of_attention)
sige_metal_mutation(layer_norm_takes_a_lanes_squares_for_all FILE rows.metal FROM "simd_sum(squares)" TO "squares"
                    KERNELS layer_norm_f32 TEST layer_norm.normalises_each_pixel_by_itself)
sige_metal_mutation(threshold_before_the_largest_is_there FILE masks.metal PLACE 1 FROM "${barrier}" TO ""
                    KERNELS mask_threshold TEST mask_threshold.cuts_at_the_threshold_or_just_below_the_maximum)
sige_metal_mutation(blocks_are_ranked_twice FILE masks.metal FROM "other < simdgroup" TO "other <= simdgroup"
                    KERNELS mask_reduce TEST mask_reduce_to_blocks.lists_the_touched_blocks)
sige_metal_mutation(a_channel_too_many_is_added FILE elementwise.metal PLACE 2 FROM "channel >= p.channels" TO "channel > p.channels"
                    KERNELS add_f32 TEST add.works_in_place)
sige_metal_mutation(the_first_row_is_no_row FILE moves.metal FROM "rank >= 0" TO "rank > 0"
                    KERNELS scatter_gather_f32 TEST scatter_gather.takes_rows_where_written_and_the_record_elsewhere)
sige_metal_mutation(gathered_bits_are_converted FILE moves.metal FROM "if (is_identity(p.affine))" TO "if (false)"
                    KERNELS gather_f32 TEST storage.moves_keep_every_bit_of_float16)
sige_metal_mutation(infinite_values_count_as_overflows FILE copies.metal FROM " && !isinf(value)" TO ""
                    KERNELS copy_pixels_f32_f16 TEST copy_pixels.overflows_of_copied_pixels_are_counted)
