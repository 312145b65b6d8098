// The kernels of one instruction set, chosen once per queue.
#pragma once

#include "kernels/depthwise/depthwise.h"
#include "kernels/epilogue/epilogue.h"
#include "kernels/gemm/gemm.h"
#include "kernels/half/half.h"
#include "kernels/labels/labels.h"
#include "kernels/mask/mask.h"
#include "kernels/norm/norm.h"
#include "kernels/peak/peak.h"
#include "kernels/rows/rows.h"
#include "kernels/softmax/softmax.h"
#include "kernels/winograd/winograd.h"

namespace sige::cpu {

struct Kernels {
    explicit Kernels(sige_isa isa)
        : gemm(select_kernel(gemm_table(), isa)),
          epilogue(select_kernel(epilogue_table(), isa)),
          winograd_input_2(select_kernel(winograd_input_table(2), isa)),
          winograd_input_4(select_kernel(winograd_input_table(4), isa)),
          winograd_output_2(select_kernel(winograd_output_table(2), isa)),
          winograd_output_4(select_kernel(winograd_output_table(4), isa)),
          winograd_weights_2(select_kernel(winograd_weights_table(2), isa)),
          winograd_weights_4(select_kernel(winograd_weights_table(4), isa)),
          labels(select_kernel(labels_table(), isa)),
          depthwise(select_kernel(depthwise_table(), isa)),
          depthwise_strip(select_kernel(depthwise_strip_table(), isa)),
          affine_row(select_kernel(affine_row_table(), isa)),
          copy_row(select_kernel(copy_row_table(), isa)),
          add_row(select_kernel(add_row_table(), isa)),
          modulate_row(select_kernel(modulate_row_table(), isa)),
          pool_row(select_kernel(pool_row_table(), isa)),
          narrow_row(select_kernel(narrow_row_table(), isa)),
          widen_row(select_kernel(widen_row_table(), isa)),
          softmax_block(select_kernel(softmax_block_table(), isa)),
          quotient_row(select_kernel(quotient_row_table(), isa)),
          pack_keys(select_kernel(pack_keys_table(), isa)),
          pack_values(select_kernel(pack_values_table(), isa)),
          norm_sums(select_kernel(norm_table(), isa)),
          mask_difference_f32(select_kernel(mask_difference_f32_table(), isa)),
          mask_difference_u8(select_kernel(mask_difference_u8_table(), isa)),
          peak(select_kernel(peak_table(), isa)) {}

    GemmFunction gemm;
    EpilogueFunction epilogue;
    WinogradInputFunction winograd_input_2, winograd_input_4;
    WinogradOutputFunction winograd_output_2, winograd_output_4;
    WinogradWeightsFunction winograd_weights_2, winograd_weights_4;
    LabelsFunction labels;
    DepthwiseFunction depthwise;
    DepthwiseStripFunction depthwise_strip;
    AffineRowFunction affine_row;
    CopyRowFunction copy_row;
    AddRowFunction add_row;
    ModulateRowFunction modulate_row;
    PoolRowFunction pool_row;
    NarrowRowFunction narrow_row;
    WidenRowFunction widen_row;
    SoftmaxBlockFunction softmax_block;
    QuotientRowFunction quotient_row;
    PackKeysFunction pack_keys;
    PackValuesFunction pack_values;
    NormSumsFunction norm_sums;
    MaskDifferenceF32Function mask_difference_f32;
    MaskDifferenceU8Function mask_difference_u8;
    PeakFunction peak;
};

}  // namespace sige::cpu
