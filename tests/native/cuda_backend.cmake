# The tests of operators on the CUDA backend: on a real device, or on the double of its driver.
add_executable(sige_cuda_tests harness/target/cuda.cpp $<TARGET_OBJECTS:sige_device_tests> $<TARGET_OBJECTS:sige_objects>)
sige_add_tests_target(sige_cuda_tests)
target_link_libraries(sige_cuda_tests PRIVATE Threads::Threads ${CMAKE_DL_LIBS})

set(SIGE_CUDA_GROUPS
    activate active_set add attention average_pool convolution_depthwise convolution_epilogue convolution_forms
    convolution_labels convolution_masks convolution_modulation convolution_costs convolution_prologue convolution_shapes
    convolution_sources copy_pixels gate gather layer_norm mask_difference mask_dilate mask_downsample mask_reduce_to_blocks
    mask_threshold norm_statistics norm_statistics_update one_hot resize_nearest scatter scatter_gather spade_modulate
    time_embedding)
list(JOIN SIGE_CUDA_GROUPS "," SIGE_CUDA_GROUP_NAMES)
add_test(NAME cuda_every_group_is_registered COMMAND sige_cuda_tests --groups ${SIGE_CUDA_GROUP_NAMES})
if(TARGET cuda_double)
  foreach(group IN LISTS SIGE_CUDA_GROUPS)
    add_test(NAME cuda_${group} COMMAND sige_cuda_tests --quick --filter ${group})
    set_tests_properties(cuda_${group} PROPERTIES ENVIRONMENT "SIGE_CUDA_DRIVER=$<TARGET_FILE:cuda_double>")
  endforeach()
endif()
