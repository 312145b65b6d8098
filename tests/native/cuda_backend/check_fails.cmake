# The first run on hardware, CHECK, without a driver: it fails and says of each part that it does. TESTS and BENCH are its programs.
set(ENV{SIGE_CUDA_DRIVER} no-such-driver)
execute_process(COMMAND ${CMAKE_COMMAND} "-DTESTS=${TESTS}" -DBENCH=${BENCH} -DNETWORKS=small-ddpm -DRUNS=1 -DWARM_UP=0 -P ${CHECK}
  ERROR_VARIABLE errors RESULT_VARIABLE status)
foreach(part "operator tests" "small-ddpm in fp32: the bench ended with 1" "small-ddpm in fp16: the bench ended with 1")
  string(FIND "${errors}" "${part}" found)
  if(status EQUAL 0 OR found EQUAL -1)
    message(FATAL_ERROR "expected a failure that names '${part}', but the status is ${status} and the message: ${errors}")
  endif()
endforeach()
