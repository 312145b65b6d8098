# Puts the Metal kernels into one C++ file as text: cmake -DOUT=file -P text.cmake. Metal compiles the text where it is used, and finds no
# other file there, so what the files include of each other comes before them instead.
set(folder ${CMAKE_CURRENT_LIST_DIR}/../kernels)
file(STRINGS ${folder}/kernels.metal files REGEX "^#include \"")
list(TRANSFORM files REPLACE "^#include \"(.*)\"$" "${folder}/\\1")
file(READ ${folder}/../parameters.h text)
foreach(path IN LISTS files)
  file(READ ${path} part)
  string(APPEND text "${part}")
endforeach()
string(REGEX REPLACE "#include \"[^\"]*\"\n" "" text "${text}")
string(REPLACE "#pragma once\n" "" text "${text}")

# Compilers take literals of some thousand characters, and some no more than 64 KB of them behind each other.
string(LENGTH "${text}" length)
set(pieces "")
set(at 0)
while(at LESS length)
  string(SUBSTRING "${text}" ${at} 2000 piece)
  string(APPEND pieces "R\"metal(${piece})metal\",\n")
  math(EXPR at "${at} + 2000")
endwhile()
file(WRITE ${OUT} "// Generated from backends/metal/kernels.
#include \"backends/metal/runtime/source.h\"

namespace sige::metal {

std::string kernel_source() {
    static const char* const pieces[] = {
${pieces}    };
    std::string text;
    for (const char* piece : pieces) text += piece;
    return text;
}

}  // namespace sige::metal
")
