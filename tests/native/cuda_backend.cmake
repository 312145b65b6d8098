# The tests of the CUDA backend: of operators, on a real device (the target gpu_check) or on the double of its driver; of what becomes of
# faults; and of the kernels' texts.
file(GLOB SIGE_CUDA_TEST_SOURCES CONFIGURE_DEPENDS cuda_backend/operators/*.cpp)
add_executable(sige_cuda_tests ${SIGE_CUDA_TEST_SOURCES} harness/target/cuda.cpp $<TARGET_OBJECTS:sige_device_tests> $<TARGET_OBJECTS:sige_objects>)
sige_add_tests_target(sige_cuda_tests)
target_link_libraries(sige_cuda_tests PRIVATE Threads::Threads ${CMAKE_DL_LIBS})

# The first run on hardware: needs this compiler, CMake and NVIDIA's driver.
if(NOT WIN32)
  add_executable(sige_gpu_tests EXCLUDE_FROM_ALL harness/target/cuda.cpp harness/target/pages.cpp cuda_backend/report.cpp
                                ${SIGE_CUDA_TEST_SOURCES}
                                $<TARGET_OBJECTS:sige_device_tests> $<TARGET_OBJECTS:sige_objects>)
  sige_add_tests_target(sige_gpu_tests)
  target_link_libraries(sige_gpu_tests PRIVATE Threads::Threads ${CMAKE_DL_LIBS})
  add_custom_target(gpu_check USES_TERMINAL VERBATIM
    COMMAND ${CMAKE_COMMAND} -DTESTS=$<TARGET_FILE:sige_gpu_tests> -DBENCH=$<TARGET_FILE:sige_bench>
      -P ${CMAKE_CURRENT_SOURCE_DIR}/cuda_backend/check.cmake)
  add_dependencies(gpu_check sige_gpu_tests sige_bench)
endif()

# Kernels are compiled anew by this target, and each text is compared with what its source gives.
find_program(SIGE_CUDA_CLANG clang++-19)
mark_as_advanced(SIGE_CUDA_CLANG)
if(SIGE_CUDA_CLANG AND NOT CMAKE_CROSSCOMPILING)
  set(kernels ${PROJECT_SOURCE_DIR}/native/src/backends/cuda/kernels)
  set(roots -DCLANG=${SIGE_CUDA_CLANG} -DSOURCES=${PROJECT_SOURCE_DIR}/native/src -DINCLUDE=${PROJECT_SOURCE_DIR}/native/include)
  add_custom_target(cuda_kernels)
  file(GLOB sources CONFIGURE_DEPENDS ${kernels}/*.cu)
  foreach(source IN LISTS sources)
    get_filename_component(name ${source} NAME_WE)
    add_custom_target(cuda_kernels_${name} VERBATIM
      COMMAND ${CMAKE_COMMAND} ${roots} -DIN=${source} -DOUT=${kernels}/texts/${name}.ptx -P ${kernels}/compile.cmake)
    add_dependencies(cuda_kernels cuda_kernels_${name})
    add_test(NAME cuda_text_of_${name}
      COMMAND ${CMAKE_COMMAND} ${roots} -DKERNELS=${kernels} -DNAME=${name} -DWORK=${CMAKE_CURRENT_BINARY_DIR}/cuda_texts
        -P ${CMAKE_CURRENT_SOURCE_DIR}/cuda_backend/compare.cmake)
    # As nvcc would read it: with declarations in NVIDIA's places.
    add_test(NAME cuda_nvcc_reads_${name}
      COMMAND ${SIGE_CUDA_CLANG} -x cuda -std=c++20 --cuda-device-only --cuda-gpu-arch=sm_80 --cuda-feature=+ptx71 -nocudainc -nocudalib
        -D__CUDACC__ -fsyntax-only -I ${CMAKE_CURRENT_SOURCE_DIR}/cuda_backend/stub -I ${PROJECT_SOURCE_DIR}/native/src
        -I ${PROJECT_SOURCE_DIR}/native/include ${source})
  endforeach()
endif()

if(TARGET cuda_double)
  sige_add_groups(sige_cuda_tests cuda_ OPTIONS --quick GROUPS ${SIGE_OPERATOR_GROUPS} convolution_tiles
    ENVIRONMENT "SIGE_CUDA_DRIVER=$<TARGET_FILE:cuda_double>")
  # Where matrix units are fast in TF32, other kernels run.
  foreach(group convolution_forms convolution_modulation convolution_shapes)
    add_test(NAME cuda_${group}_of_an_h100 COMMAND sige_cuda_tests --quick --filter ${group})
    set_tests_properties(cuda_${group}_of_an_h100 PROPERTIES ENVIRONMENT
      "SIGE_CUDA_DRIVER=$<TARGET_FILE:cuda_double>;SIGE_CUDA_DOUBLE_COMPUTE=90")
  endforeach()

  file(GLOB SIGE_CUDA_FAULT_SOURCES CONFIGURE_DEPENDS cuda_backend/tests/*.cpp)
  add_executable(sige_cuda_fault_tests ${SIGE_CUDA_FAULT_SOURCES} $<TARGET_OBJECTS:sige_deferred_tests> harness/target/cuda.cpp
                                       harness/device/device.cpp harness/test.cpp harness/visits.cpp emulated/emulated.cpp
                                       $<TARGET_OBJECTS:sige_objects>)
  sige_add_tests_target(sige_cuda_fault_tests)
  target_link_libraries(sige_cuda_fault_tests PRIVATE cuda_double Threads::Threads ${CMAKE_DL_LIBS})
  sige_add_groups(sige_cuda_fault_tests cuda_backend_ ENVIRONMENT "SIGE_CUDA_DRIVER=$<TARGET_FILE:cuda_double>"
    GROUPS ${SIGE_DEFERRED_GROUPS} cuda_captures cuda_choice cuda_faults cuda_memory cuda_refusals cuda_texts cuda_uploads cuda_wrap)
endif()
