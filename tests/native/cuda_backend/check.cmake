# The first run on hardware: every operator test, then each network in float32 and float16, small ones first, measured and compared with the
# processor. Every part runs, and what failed is said at the end. TESTS is the command of the operator tests, BENCH the bench, and NETWORKS
# those to run, if not all, each as often as RUNS says.
include(${CMAKE_CURRENT_LIST_DIR}/../bench/fidelity.cmake)
cmake_host_system_information(RESULT cores QUERY NUMBER_OF_PHYSICAL_CORES)
if(NOT NETWORKS)
  set(networks gaugan gan-compression ddpm pd sd-unet sd-encoder sd-decoder)
  list(TRANSFORM networks PREPEND small- OUTPUT_VARIABLE NETWORKS)
  list(APPEND NETWORKS ${networks})
endif()
if(NOT RUNS)
  set(RUNS 20)
endif()
set(failed "")

execute_process(COMMAND ${TESTS} RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  list(APPEND failed "operator tests")
endif()

foreach(network IN LISTS NETWORKS)
  foreach(precision fp32 fp16)
    message("${network}, ${precision}")
    execute_process(
      COMMAND ${BENCH} --model ${network} --device cuda --precision ${precision} --runs ${RUNS} --against cpu --threads ${cores} --json -
      OUTPUT_VARIABLE json RESULT_VARIABLE status TIMEOUT 240)
    if(status EQUAL 0)
      sige_check_against_cpu("${json}" wrong)
    else()
      set(wrong "the bench ended with ${status}")
    endif()
    if(wrong)
      list(APPEND failed "${network} in ${precision}: ${wrong}")
    endif()
  endforeach()
endforeach()

if(failed)
  list(JOIN failed "\n  " lines)
  message(FATAL_ERROR "Failed:\n  ${lines}")
endif()
message("Everything passed.")
