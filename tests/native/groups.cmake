# The groups of tests of operators, which run on every device alike.
set(SIGE_OPERATOR_GROUPS
    activate active_set add attention average_pool convolution_costs convolution_depthwise convolution_epilogue convolution_forms
    convolution_labels convolution_masks convolution_modulation convolution_prologue convolution_shapes convolution_sources copy_pixels
    gate gather layer_norm mask_difference mask_dilate mask_downsample mask_reduce_to_blocks mask_threshold norm_statistics
    norm_statistics_update one_hot resize_nearest scatter scatter_gather spade_modulate storage time_embedding)
# Those of devices that compute later than they are told to.
set(SIGE_DEFERRED_GROUPS identity lifetime)

# Adds each of the GROUPS of a program's tests as a test of its own, and one that there are no others.
function(sige_add_groups program prefix)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "ENVIRONMENT" "GROUPS;OPTIONS")
  foreach(group IN LISTS arg_GROUPS)
    add_test(NAME ${prefix}${group} COMMAND ${program} --filter ${group} ${arg_OPTIONS})
    set_tests_properties(${prefix}${group} PROPERTIES ENVIRONMENT "${arg_ENVIRONMENT}")
  endforeach()
  list(JOIN arg_GROUPS "," names)
  add_test(NAME ${prefix}every_group_is_registered COMMAND ${program} --groups ${names})
  set_tests_properties(${prefix}every_group_is_registered PROPERTIES ENVIRONMENT "${arg_ENVIRONMENT}")
endfunction()
