# A double of Metal: the backend's kernels as C++ on an emulation of a GPU's threads, behind an Objective-C runtime that knows what the backend
# sends. The backend itself is the real one. Its context switch is written for Linux.
if(CMAKE_CROSSCOMPILING OR NOT CMAKE_SYSTEM_NAME STREQUAL "Linux")
  return()
endif()

file(GLOB SIGE_METAL_DOUBLE_SOURCES CONFIGURE_DEPENDS metal/emulation/*.cpp metal/objc/*.cpp)
add_library(sige_metal_double SHARED ${SIGE_METAL_DOUBLE_SOURCES} $<FILTER:$<TARGET_OBJECTS:sige_objects>,INCLUDE,/metal_source>)
sige_add_tests_target(sige_metal_double)
target_include_directories(sige_metal_double PRIVATE metal/emulation/include)
target_compile_options(sige_metal_double PRIVATE -O2)
# Attributes of Metal's, which a compiler of C++ does not know, and arguments that the kernels of a family share.
set_source_files_properties(metal/emulation/kernels.cpp PROPERTIES COMPILE_OPTIONS "-Wno-attributes;-Wno-unused-parameter"
                            OBJECT_DEPENDS "${SIGE_METAL_KERNELS}")
target_link_libraries(sige_metal_double PRIVATE Threads::Threads ${CMAKE_DL_LIBS})

file(GLOB SIGE_METAL_TEST_SOURCES CONFIGURE_DEPENDS metal/tests/*.cpp)
add_executable(sige_metal_tests ${SIGE_METAL_TEST_SOURCES} harness/target/metal.cpp $<TARGET_OBJECTS:sige_device_tests>
                                $<TARGET_OBJECTS:sige_deferred_tests> $<TARGET_OBJECTS:sige_objects>)
sige_add_tests_target(sige_metal_tests)
target_link_libraries(sige_metal_tests PRIVATE sige_metal_double Threads::Threads ${CMAKE_DL_LIBS})

set(SIGE_METAL_GROUPS
    activate active_set add attention average_pool convolution_costs convolution_depthwise convolution_epilogue convolution_forms
    convolution_labels convolution_masks convolution_modulation convolution_prologue convolution_shapes convolution_sources copy_pixels
    gate gather identity layer_norm lifetime mask_difference mask_dilate mask_downsample mask_reduce_to_blocks mask_threshold
    metal_device metal_faults metal_messages metal_work norm_statistics
    norm_statistics_update one_hot resize_nearest scatter scatter_gather spade_modulate time_embedding)
foreach(group IN LISTS SIGE_METAL_GROUPS)
  add_test(NAME metal_${group} COMMAND sige_metal_tests --filter ${group})
endforeach()
list(JOIN SIGE_METAL_GROUPS "," SIGE_METAL_GROUP_NAMES)
add_test(NAME metal_every_group_is_registered COMMAND sige_metal_tests --groups ${SIGE_METAL_GROUP_NAMES})
