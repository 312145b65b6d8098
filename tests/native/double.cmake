# A double of a device that stands in for CUDA and counts: in a program that runs the tests of operators on it, and in a library
# that tests of the C# layer load in place of the engine.
set(SIGE_OBJECTS_BUT_CUDA "$<FILTER:$<TARGET_OBJECTS:sige_objects>,EXCLUDE,/backends/cuda/>")
file(GLOB SIGE_DOUBLE_SOURCES CONFIGURE_DEPENDS double/*.cpp)
add_library(sige_double_objects OBJECT ${SIGE_DOUBLE_SOURCES})
sige_add_tests_target(sige_double_objects)

# Tests of devices that compute later than they are told to.
file(GLOB SIGE_DEFERRED_TEST_SOURCES CONFIGURE_DEPENDS deferred/*.cpp)
add_library(sige_deferred_tests OBJECT ${SIGE_DEFERRED_TEST_SOURCES})
sige_add_tests_target(sige_deferred_tests)

file(GLOB SIGE_DOUBLE_TEST_SOURCES CONFIGURE_DEPENDS double/tests/*.cpp)
add_executable(sige_double_tests ${SIGE_DOUBLE_TEST_SOURCES} harness/target/double.cpp $<TARGET_OBJECTS:sige_device_tests> $<TARGET_OBJECTS:sige_deferred_tests>
                                 $<TARGET_OBJECTS:sige_double_objects> ${SIGE_OBJECTS_BUT_CUDA})
sige_add_tests_target(sige_double_tests)
target_link_libraries(sige_double_tests PRIVATE Threads::Threads)

file(GLOB SIGE_DOUBLE_LIBRARY_SOURCES CONFIGURE_DEPENDS double/library/*.cpp)
add_library(sige_double SHARED ${SIGE_DOUBLE_LIBRARY_SOURCES} $<TARGET_OBJECTS:sige_double_objects> ${SIGE_OBJECTS_BUT_CUDA})
sige_add_tests_target(sige_double)
target_link_libraries(sige_double PRIVATE Threads::Threads)
if(WIN32)
  set_target_properties(sige_double PROPERTIES PREFIX "")
elseif(CMAKE_SYSTEM_NAME STREQUAL "Linux" AND NOT SIGE_ZIG)
  # The C++ runtime is inside and its names are hidden, so that its calls of the heap pass the counter too.
  target_compile_definitions(sige_double PRIVATE SIGE_WRAPS_ALLOCATIONS)
  target_link_options(sige_double PRIVATE -static-libstdc++ -static-libgcc -Wl,--exclude-libs,ALL -Wl,-z,defs
    -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=aligned_alloc,--wrap=posix_memalign)
endif()

sige_add_groups(sige_double_tests double_ OPTIONS ${SIGE_TEST_OPTIONS}
  GROUPS ${SIGE_OPERATOR_GROUPS} ${SIGE_DEFERRED_GROUPS} counts refusal same_bits)
