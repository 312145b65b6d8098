# What the tests of the C# bindings look at: the header as a C99 compiler sees it, and a library that the loader must refuse.
enable_language(C)
set(CMAKE_C_STANDARD 99)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)

add_executable(sige_layout_probe layout_probe.g.c)
target_include_directories(sige_layout_probe PRIVATE ${PROJECT_SOURCE_DIR}/native/include)
add_test(NAME header_is_c99 COMMAND sige_layout_probe)

add_library(sige_other_version SHARED other_version.c)
target_include_directories(sige_other_version PRIVATE ${PROJECT_SOURCE_DIR}/native/include)
target_compile_definitions(sige_other_version PRIVATE SIGE_BUILD)
if(WIN32)
  set_target_properties(sige_other_version PROPERTIES PREFIX "")
endif()
