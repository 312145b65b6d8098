# A double of a CUDA driver that interprets PTX: the library that stands in for libcuda, and the tests of the interpreter and of the
# library. It needs the vectors of AVX2 and is of this machine alone.
if(NOT CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64" OR CMAKE_CROSSCOMPILING OR NOT CMAKE_SYSTEM_NAME STREQUAL "Linux")
  return()
endif()

file(GLOB SIGE_PTX_SOURCES CONFIGURE_DEPENDS cuda/ptx/*/*.cpp)
add_library(sige_ptx OBJECT ${SIGE_PTX_SOURCES})
sige_add_tests_target(sige_ptx)
# A register is read as numbers of any type. Errors and traps of the host's arithmetic are nobody's.
target_compile_options(sige_ptx PRIVATE -mavx2 -mfma -mf16c -O3 -fno-strict-aliasing -fno-math-errno -fno-trapping-math
  $<$<CXX_COMPILER_ID:Clang>:-Wno-pass-failed>)

file(GLOB SIGE_CUDA_DOUBLE_SOURCES CONFIGURE_DEPENDS cuda/driver/*.cpp cuda/mutations/mutate.cpp)
add_library(cuda_double SHARED ${SIGE_CUDA_DOUBLE_SOURCES} $<TARGET_OBJECTS:sige_ptx>)
sige_add_tests_target(cuda_double)
target_compile_definitions(cuda_double PRIVATE SIGE_CUDA_DOUBLE_BUILD)
target_link_libraries(cuda_double PRIVATE Threads::Threads ${CMAKE_DL_LIBS})
target_link_options(cuda_double PRIVATE -Wl,-z,defs)

file(GLOB SIGE_CUDA_DOUBLE_TEST_SOURCES CONFIGURE_DEPENDS cuda/tests/*.cpp cuda/tests/*/*.cpp)
add_executable(sige_cuda_double_tests ${SIGE_CUDA_DOUBLE_TEST_SOURCES} cuda/mutations/mutate.cpp harness/test.cpp
                                      $<TARGET_OBJECTS:sige_ptx>)
sige_add_tests_target(sige_cuda_double_tests)
target_compile_options(sige_cuda_double_tests PRIVATE -mf16c)
target_link_libraries(sige_cuda_double_tests PRIVATE cuda_double Threads::Threads)

sige_add_groups(sige_cuda_double_tests cuda_double_ GROUPS
  driver_device driver_graphs driver_memory driver_modules driver_queues driver_switches mutations ptx_faults ptx_opcodes ptx_syntax)

# Seeds mistakes in the kernels and runs their tests.
add_executable(sige_cuda_mutations cuda/mutations/survey.cpp cuda/mutations/mutate.cpp)
sige_add_tests_target(sige_cuda_mutations)
add_test(NAME cuda_double_tests_notice_mistakes
  COMMAND sige_cuda_mutations --kernels ${PROJECT_SOURCE_DIR}/native/src/backends/cuda/kernels/texts
    --list ${CMAKE_CURRENT_SOURCE_DIR}/cuda/mutations/noticed.txt -- $<TARGET_FILE:sige_cuda_tests> --quick)
set_tests_properties(cuda_double_tests_notice_mistakes PROPERTIES ENVIRONMENT "SIGE_CUDA_DRIVER=$<TARGET_FILE:cuda_double>")
