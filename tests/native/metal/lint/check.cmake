# Checks the types and address spaces of Metal's text with clang's C++ for OpenCL, which has the same under other names:
#   cmake -DCLANG=clang++-19 -DNATIVE=native/src -DFILE=x.metal [-DMISTAKE=1] -P check.cmake
# With MISTAKE the file must be refused.
execute_process(
  COMMAND ${CLANG} -x clcpp -cl-std=clc++2021 --target=spir64 -fsyntax-only -Werror -Xclang -fdeclare-opencl-builtins -Xclang
          -finclude-default-header -Xclang
          -cl-ext=-__opencl_c_device_enqueue,-__opencl_c_pipes,-__opencl_c_program_scope_global_variables,-__opencl_c_fp64,-cl_khr_fp64
          -D__METAL_VERSION__=240 -Wno-unknown-attributes -Wno-pragma-once-outside-header -I${CMAKE_CURRENT_LIST_DIR} -I${NATIVE}
          -fno-color-diagnostics -Xclang -ast-dump ${FILE}
  OUTPUT_VARIABLE tree ERROR_VARIABLE messages RESULT_VARIABLE code)

# A pointer or reference without an address space is one of all of them here, which Metal does not know. Copies of structures, which the
# compiler writes itself, take such references; they have no name.
string(REGEX MATCHALL "[^\n]*Decl 0x[^\n]* [A-Za-z_][A-Za-z0-9_]* '[^'\n]*__generic[^\n]*" found "${tree}")
list(FILTER found EXCLUDE REGEX " (used|referenced) '[^'\n]*__generic")
list(FILTER found EXCLUDE REGEX "implicit|MethodDecl|ConstructorDecl|FunctionDecl|DestructorDecl")
if(found)
  list(GET found 0 first)
  string(APPEND messages "no address space: ${first}\n")
endif()

# Metal wants the positions of a kernel to have one count of dimensions. A signature may stand in a macro.
get_filename_component(folder ${FILE} DIRECTORY)
file(GLOB files ${FILE})
if(NOT MISTAKE)
  file(GLOB files ${folder}/*.metal)
endif()
foreach(file IN LISTS files)
  file(READ ${file} text)
  string(REPLACE ";" "," text "${text}")
  string(REPLACE "[[" "<" text "${text}")
  string(REPLACE "]]" ">" text "${text}")
  string(REGEX MATCHALL "kernel void [^{]*{" signatures "${text}")
  foreach(signature IN LISTS signatures)
    string(REGEX MATCHALL "uint[23]? [a-z_]+ <(thread|threadgroup)_position_in_[a-z]+>" positions "${signature}")
    list(TRANSFORM positions REPLACE " .*" "")
    list(REMOVE_DUPLICATES positions)
    list(LENGTH positions count)
    if(count GREATER 1)
      string(APPEND messages "positions of different dimensions: ${signature}\n")
    endif()
  endforeach()
endforeach()

if(MISTAKE AND messages STREQUAL "" AND code EQUAL 0)
  message(FATAL_ERROR "${FILE} passes")
elseif(NOT MISTAKE AND (NOT messages STREQUAL "" OR NOT code EQUAL 0))
  message(FATAL_ERROR "${FILE}: ${messages}")
endif()
