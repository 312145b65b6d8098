# Kernels of instruction sets that a processor may lack, compiled from the sources of native/ a second time: the header of intrinsics that
# they include is that of emulated/ISA, whose functions do what the instructions would, and the namespace ISA is called emulated_ISA, so that
# they lie beside the real ones. emulated/ISA/rows.cpp lists them for the tests, which run them where the processor has no ISA.
# Further arguments are options of the compiler, for instruction sets that the emulation may use.
function(sige_emulate isa)
  file(GLOB kernels CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/native/src/kernels/*/*_${isa}.cpp)
  add_library(sige_emulated_${isa} OBJECT ${kernels} emulated/${isa}/rows.cpp)
  sige_add_tests_target(sige_emulated_${isa})
  target_include_directories(sige_emulated_${isa} BEFORE PRIVATE emulated/${isa})
  target_compile_definitions(sige_emulated_${isa} PRIVATE ${isa}=emulated_${isa})
  set_source_files_properties(${kernels} PROPERTIES COMPILE_OPTIONS "${ARGN}")
  target_sources(sige_tests PRIVATE $<TARGET_OBJECTS:sige_emulated_${isa}>)
endfunction()

# SIMDe is headers alone (Debian: libsimde-dev). Those of this machine are of no use to a compiler for another.
find_path(SIGE_SIMDE simde/x86/avx512.h)
mark_as_advanced(SIGE_SIMDE)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64" AND SIGE_SIMDE AND NOT CMAKE_CROSSCOMPILING AND NOT WIN32)
  # Vectors of 64 bytes are passed among these files alone.
  set(flags -mavx2 -mfma -mf16c -Wno-psabi)
  sige_emulate(avx512 ${flags})
  sige_emulate(avx512_bf16 ${flags})
  sige_emulate(amx ${flags})
  # Each instruction set has all of those before it.
  target_include_directories(sige_emulated_avx512_bf16 PRIVATE emulated/avx512)
  target_include_directories(sige_emulated_amx PRIVATE emulated/avx512_bf16 emulated/avx512)
  foreach(isa avx512 avx512_bf16 amx)
    target_include_directories(sige_emulated_${isa} SYSTEM PRIVATE ${SIGE_SIMDE})
  endforeach()
endif()

get_target_property(SIGE_EMULATED_SOURCES sige_tests SOURCES)
if(SIGE_EMULATED_SOURCES MATCHES "sige_emulated_")
  add_test(NAME every_emulated_kernel_is_visited COMMAND sige_tests --every-kernel --emulated --filter ${SIGE_KERNEL_GROUP_NAMES})
endif()
