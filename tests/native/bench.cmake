# The native bench on small networks: on the processor, and on the doubles of GPUs.
if(CMAKE_CROSSCOMPILING)
  return()
endif()
add_custom_target(bench_tests ALL DEPENDS sige_bench)

# Further arguments are the program's.
function(sige_add_bench_test name expect)
  list(JOIN ARGN " " arguments)
  add_test(NAME bench_${name} COMMAND ${CMAKE_COMMAND} -DPROGRAM=$<TARGET_FILE:sige_bench> -DEXPECT=${expect} "-DARGUMENTS=${arguments}"
    -P ${CMAKE_CURRENT_SOURCE_DIR}/bench/check.cmake)
endfunction()

foreach(model small-gaugan small-gan-compression small-ddpm small-sd-unet)
  sige_add_bench_test(cpu_${model} figures --model ${model} --runs 2 --edit 0.8 --json -)
endforeach()
sige_add_bench_test(single_operators operators --model small-ddpm --runs 1 --operator all --json -)
sige_add_bench_test(predicts prediction --model small-ddpm --predict h100 --json -)
sige_add_bench_test(refuses_options "There is no option '--speed'" --model small-ddpm --speed 3)
sige_add_bench_test(refuses_models "cannot be read" --model resnet)
sige_add_bench_test(refuses_values "--edit is above 0" --model small-ddpm --edit 0)
sige_add_bench_test(refuses_steps "has no step 'fc'" --model small-ddpm --operator fc)
sige_add_bench_test(refuses_machines "There is no machine 'abacus'" --model small-ddpm --predict abacus)

if(TARGET cuda_double)
  sige_add_bench_test(cuda_double figures --model small-ddpm --device cuda --runs 1 --json -)
  set_tests_properties(bench_cuda_double PROPERTIES ENVIRONMENT "SIGE_CUDA_DRIVER=$<TARGET_FILE:cuda_double>")
endif()
if(TARGET sige_metal_double)
  sige_add_bench_test(metal_double figures --model small-ddpm --device metal --runs 1 --json -)
  set_tests_properties(bench_metal_double PROPERTIES ENVIRONMENT "SIGE_METAL_RUNTIME=$<TARGET_FILE:sige_metal_double>")
endif()
