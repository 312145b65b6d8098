# cmake -DCLANG=clang++-19 -DSOURCES=native/src -DINCLUDE=native/include -DIN=a.cu -DOUT=texts/a.ptx -P compile.cmake: a kernel file as PTX 7.1
# for compute capability 8.0, which the driver translates for each device. The committed texts are those of clang 19.1.7: another
# release gives others.
execute_process(
  COMMAND ${CLANG} -x cuda -std=c++20 --cuda-device-only --cuda-gpu-arch=sm_80 --cuda-feature=+ptx71 -nocudainc -nocudalib -O3
    -ffp-contract=off -Wall -Wextra -Werror -Wno-unknown-cuda-version -I ${SOURCES} -I ${INCLUDE} -S ${IN} -o ${OUT}
  RESULT_VARIABLE failed)
if(failed)
  message(FATAL_ERROR "${IN} does not compile")
endif()
