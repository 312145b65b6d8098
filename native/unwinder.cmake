# Compiles zig's unwinder into the library: the one that zig links by itself exports its functions from every library on Windows.
enable_language(C)
get_filename_component(SIGE_ZIG_FOLDER ${SIGE_ZIG} REALPATH)
get_filename_component(SIGE_ZIG_FOLDER ${SIGE_ZIG_FOLDER} DIRECTORY)
set(SIGE_UNWINDER ${SIGE_ZIG_FOLDER}/lib/libunwind)
set(SIGE_UNWINDER_SOURCES libunwind.cpp Unwind-seh.cpp UnwindLevel1.c UnwindLevel1-gcc-ext.c UnwindRegistersSave.S)
list(TRANSFORM SIGE_UNWINDER_SOURCES PREPEND ${SIGE_UNWINDER}/src/)
# zig's compiler of C is its assembler.
set_source_files_properties(${SIGE_UNWINDER}/src/UnwindRegistersSave.S PROPERTIES LANGUAGE C COMPILE_OPTIONS "-x;assembler-with-cpp")

add_library(sige_unwinder OBJECT ${SIGE_UNWINDER_SOURCES})
target_include_directories(sige_unwinder PRIVATE ${SIGE_UNWINDER}/include)
target_compile_definitions(sige_unwinder PRIVATE _LIBUNWIND_HIDE_SYMBOLS _LIBUNWIND_IS_NATIVE_ONLY NDEBUG)
target_compile_options(sige_unwinder PRIVATE -O3 -w -funwind-tables $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions;-fno-rtti>)
target_sources(sige PRIVATE $<TARGET_OBJECTS:sige_unwinder>)
