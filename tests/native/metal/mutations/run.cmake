# Whether a test notices a mutation of the kernels: cmake -DPROGRAM=sige_metal_tests -DMUTATION=library -DTEST=group.name -P run.cmake
set(ENV{SIGE_METAL_DOUBLE_MUTATION} ${MUTATION})
execute_process(COMMAND ${PROGRAM} --filter ${TEST} OUTPUT_VARIABLE found ERROR_VARIABLE found RESULT_VARIABLE code TIMEOUT 120)
message("${found}")
if(NOT found MATCHES "mutated kernel ")
  message(FATAL_ERROR "${TEST} does not run what was mutated")
elseif(code EQUAL 0)
  message(FATAL_ERROR "${TEST} does not notice")
endif()
