#include "kernels/epilogue/epilogue.h"

namespace sige {

KernelTable<EpilogueFunction> epilogue_table() {
    static const KernelRow<EpilogueFunction> rows[] = {SIGE_KERNEL_ROWS("epilogue_f32", epilogue_f32)};
    return rows;
}

}  // namespace sige
