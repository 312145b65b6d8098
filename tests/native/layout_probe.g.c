/* Made by Sige.BindingGenerator from native/include/sige/sige.h; do not edit.
   Prints sizes, offsets, values and names as C sees them; a test compares them with the bindings. */
#include <stddef.h>
#include <stdio.h>

#include "sige/sige.h"

#define STRUCT(name, type) printf("struct %s %u\n", name, (unsigned)sizeof(type))
#define FIELD(owner, name, type, field) \
    printf("field %s %s %u %u\n", owner, name, (unsigned)offsetof(type, field), \
           (unsigned)sizeof(((type*)0)->field))
#define VALUE(owner, name, value) printf("enum %s %s %ld\n", owner, name, (long)value)

static void print_sige_device_info(void)
{
    STRUCT("SigeDeviceInfo", sige_device_info);
    FIELD("SigeDeviceInfo", "StructSize", sige_device_info, struct_size);
    FIELD("SigeDeviceInfo", "Available", sige_device_info, available);
    FIELD("SigeDeviceInfo", "Isa", sige_device_info, isa);
    FIELD("SigeDeviceInfo", "LogicalProcessors", sige_device_info, logical_processors);
    FIELD("SigeDeviceInfo", "MemoryBytes", sige_device_info, memory_bytes);
    FIELD("SigeDeviceInfo", "Name", sige_device_info, name);
    FIELD("SigeDeviceInfo", "Reason", sige_device_info, reason);
    FIELD("SigeDeviceInfo", "Captures", sige_device_info, captures);
    FIELD("SigeDeviceInfo", "StoresFloat16", sige_device_info, stores_float16);
}

static void print_sige_capture_info(void)
{
    STRUCT("SigeCaptureInfo", sige_capture_info);
    FIELD("SigeCaptureInfo", "StructSize", sige_capture_info, struct_size);
    FIELD("SigeCaptureInfo", "IsCurrent", sige_capture_info, is_current);
}

static void print_sige_cpu_queue_options(void)
{
    STRUCT("SigeCpuQueueOptions", sige_cpu_queue_options);
    FIELD("SigeCpuQueueOptions", "StructSize", sige_cpu_queue_options, struct_size);
    FIELD("SigeCpuQueueOptions", "Threads", sige_cpu_queue_options, threads);
    FIELD("SigeCpuQueueOptions", "Isa", sige_cpu_queue_options, isa);
    FIELD("SigeCpuQueueOptions", "SpinMicroseconds", sige_cpu_queue_options, spin_microseconds);
}

static void print_sige_queue_options(void)
{
    STRUCT("SigeQueueOptions", sige_queue_options);
    FIELD("SigeQueueOptions", "StructSize", sige_queue_options, struct_size);
    FIELD("SigeQueueOptions", "Reserved", sige_queue_options, reserved);
    FIELD("SigeQueueOptions", "Cpu", sige_queue_options, cpu);
}

static void print_sige_upload(void)
{
    STRUCT("SigeUpload", sige_upload);
    FIELD("SigeUpload", "Src", sige_upload, src);
    FIELD("SigeUpload", "Dst", sige_upload, dst);
    FIELD("SigeUpload", "Offset", sige_upload, offset);
    FIELD("SigeUpload", "Bytes", sige_upload, bytes);
}

static void print_sige_tensor(void)
{
    STRUCT("SigeTensor", sige_tensor);
    FIELD("SigeTensor", "Buffer", sige_tensor, buffer);
    FIELD("SigeTensor", "Offset", sige_tensor, offset);
    FIELD("SigeTensor", "Dtype", sige_tensor, dtype);
    FIELD("SigeTensor", "N", sige_tensor, n);
    FIELD("SigeTensor", "H", sige_tensor, h);
    FIELD("SigeTensor", "W", sige_tensor, w);
    FIELD("SigeTensor", "C", sige_tensor, c);
    FIELD("SigeTensor", "PixelStride", sige_tensor, pixel_stride);
    FIELD("SigeTensor", "WindowY", sige_tensor, window_y);
    FIELD("SigeTensor", "WindowX", sige_tensor, window_x);
    FIELD("SigeTensor", "WindowH", sige_tensor, window_h);
    FIELD("SigeTensor", "WindowW", sige_tensor, window_w);
}

static void print_sige_affine(void)
{
    STRUCT("SigeAffine", sige_affine);
    FIELD("SigeAffine", "Scale", sige_affine, scale);
    FIELD("SigeAffine", "Shift", sige_affine, shift);
    FIELD("SigeAffine", "PerImage", sige_affine, per_image);
    FIELD("SigeAffine", "Activation", sige_affine, activation);
    FIELD("SigeAffine", "Slope", sige_affine, slope);
    FIELD("SigeAffine", "Reserved", sige_affine, reserved);
}

static void print_sige_convolution_desc(void)
{
    STRUCT("SigeConvolutionDesc", sige_convolution_desc);
    FIELD("SigeConvolutionDesc", "StructSize", sige_convolution_desc, struct_size);
    FIELD("SigeConvolutionDesc", "InChannels", sige_convolution_desc, in_channels);
    FIELD("SigeConvolutionDesc", "OutChannels", sige_convolution_desc, out_channels);
    FIELD("SigeConvolutionDesc", "Groups", sige_convolution_desc, groups);
    FIELD("SigeConvolutionDesc", "KernelH", sige_convolution_desc, kernel_h);
    FIELD("SigeConvolutionDesc", "KernelW", sige_convolution_desc, kernel_w);
    FIELD("SigeConvolutionDesc", "StrideH", sige_convolution_desc, stride_h);
    FIELD("SigeConvolutionDesc", "StrideW", sige_convolution_desc, stride_w);
    FIELD("SigeConvolutionDesc", "PadTop", sige_convolution_desc, pad_top);
    FIELD("SigeConvolutionDesc", "PadLeft", sige_convolution_desc, pad_left);
    FIELD("SigeConvolutionDesc", "PadBottom", sige_convolution_desc, pad_bottom);
    FIELD("SigeConvolutionDesc", "PadRight", sige_convolution_desc, pad_right);
    FIELD("SigeConvolutionDesc", "Modulation", sige_convolution_desc, modulation);
    FIELD("SigeConvolutionDesc", "WeightsDtype", sige_convolution_desc, weights_dtype);
    FIELD("SigeConvolutionDesc", "Weights", sige_convolution_desc, weights);
    FIELD("SigeConvolutionDesc", "Bias", sige_convolution_desc, bias);
    FIELD("SigeConvolutionDesc", "PackedDtype", sige_convolution_desc, packed_dtype);
    FIELD("SigeConvolutionDesc", "Reserved", sige_convolution_desc, reserved);
}

static void print_sige_convolution_info(void)
{
    STRUCT("SigeConvolutionInfo", sige_convolution_info);
    FIELD("SigeConvolutionInfo", "StructSize", sige_convolution_info, struct_size);
    FIELD("SigeConvolutionInfo", "WeightBytes", sige_convolution_info, weight_bytes);
}

static void print_sige_convolution_form(void)
{
    STRUCT("SigeConvolutionForm", sige_convolution_form);
    FIELD("SigeConvolutionForm", "StructSize", sige_convolution_form, struct_size);
    FIELD("SigeConvolutionForm", "Id", sige_convolution_form, id);
    FIELD("SigeConvolutionForm", "Name", sige_convolution_form, name);
    FIELD("SigeConvolutionForm", "Refusal", sige_convolution_form, refusal);
    FIELD("SigeConvolutionForm", "KeptBytes", sige_convolution_form, kept_bytes);
    FIELD("SigeConvolutionForm", "IsKept", sige_convolution_form, is_kept);
}

static void print_sige_convolution_costs(void)
{
    STRUCT("SigeConvolutionCosts", sige_convolution_costs);
    FIELD("SigeConvolutionCosts", "StructSize", sige_convolution_costs, struct_size);
    FIELD("SigeConvolutionCosts", "Form", sige_convolution_costs, form);
    FIELD("SigeConvolutionCosts", "Pixels", sige_convolution_costs, pixels);
    FIELD("SigeConvolutionCosts", "Macs", sige_convolution_costs, macs);
    FIELD("SigeConvolutionCosts", "Bytes", sige_convolution_costs, bytes);
    FIELD("SigeConvolutionCosts", "Cost", sige_convolution_costs, cost);
}

static void print_sige_form_candidate(void)
{
    STRUCT("SigeFormCandidate", sige_form_candidate);
    FIELD("SigeFormCandidate", "StructSize", sige_form_candidate, struct_size);
    FIELD("SigeFormCandidate", "Form", sige_form_candidate, form);
    FIELD("SigeFormCandidate", "Cost", sige_form_candidate, cost);
    FIELD("SigeFormCandidate", "Refusal", sige_form_candidate, refusal);
}

static void print_sige_convolution_args(void)
{
    STRUCT("SigeConvolutionArgs", sige_convolution_args);
    FIELD("SigeConvolutionArgs", "StructSize", sige_convolution_args, struct_size);
    FIELD("SigeConvolutionArgs", "Form", sige_convolution_args, form);
    FIELD("SigeConvolutionArgs", "Src", sige_convolution_args, src);
    FIELD("SigeConvolutionArgs", "Src2", sige_convolution_args, src2);
    FIELD("SigeConvolutionArgs", "SrcScaleLog2", sige_convolution_args, src_scale_log2);
    FIELD("SigeConvolutionArgs", "Src2ScaleLog2", sige_convolution_args, src2_scale_log2);
    FIELD("SigeConvolutionArgs", "Prologue", sige_convolution_args, prologue);
    FIELD("SigeConvolutionArgs", "Residual", sige_convolution_args, residual);
    FIELD("SigeConvolutionArgs", "ResidualScaleLog2", sige_convolution_args, residual_scale_log2);
    FIELD("SigeConvolutionArgs", "ModulatedScaleLog2", sige_convolution_args, modulated_scale_log2);
    FIELD("SigeConvolutionArgs", "Modulated", sige_convolution_args, modulated);
    FIELD("SigeConvolutionArgs", "ModulatedAffine", sige_convolution_args, modulated_affine);
    FIELD("SigeConvolutionArgs", "Activation", sige_convolution_args, activation);
    FIELD("SigeConvolutionArgs", "Slope", sige_convolution_args, slope);
    FIELD("SigeConvolutionArgs", "Active", sige_convolution_args, active);
    FIELD("SigeConvolutionArgs", "Dst", sige_convolution_args, dst);
    FIELD("SigeConvolutionArgs", "ImageBias", sige_convolution_args, image_bias);
    FIELD("SigeConvolutionArgs", "Precision", sige_convolution_args, precision);
}

static void print_sige_norm_args(void)
{
    STRUCT("SigeNormArgs", sige_norm_args);
    FIELD("SigeNormArgs", "StructSize", sige_norm_args, struct_size);
    FIELD("SigeNormArgs", "Kind", sige_norm_args, kind);
    FIELD("SigeNormArgs", "Src", sige_norm_args, src);
    FIELD("SigeNormArgs", "Src2", sige_norm_args, src2);
    FIELD("SigeNormArgs", "Groups", sige_norm_args, groups);
    FIELD("SigeNormArgs", "Eps", sige_norm_args, eps);
    FIELD("SigeNormArgs", "Weight", sige_norm_args, weight);
    FIELD("SigeNormArgs", "Bias", sige_norm_args, bias);
    FIELD("SigeNormArgs", "Sums", sige_norm_args, sums);
    FIELD("SigeNormArgs", "Scale", sige_norm_args, scale);
    FIELD("SigeNormArgs", "Shift", sige_norm_args, shift);
    FIELD("SigeNormArgs", "ImageScale", sige_norm_args, image_scale);
    FIELD("SigeNormArgs", "ImageShift", sige_norm_args, image_shift);
}

static void print_sige_attention_args(void)
{
    STRUCT("SigeAttentionArgs", sige_attention_args);
    FIELD("SigeAttentionArgs", "StructSize", sige_attention_args, struct_size);
    FIELD("SigeAttentionArgs", "Heads", sige_attention_args, heads);
    FIELD("SigeAttentionArgs", "Scale", sige_attention_args, scale);
    FIELD("SigeAttentionArgs", "Query", sige_attention_args, query);
    FIELD("SigeAttentionArgs", "Key", sige_attention_args, key);
    FIELD("SigeAttentionArgs", "Value", sige_attention_args, value);
    FIELD("SigeAttentionArgs", "Active", sige_attention_args, active);
    FIELD("SigeAttentionArgs", "Dst", sige_attention_args, dst);
    FIELD("SigeAttentionArgs", "Precision", sige_attention_args, precision);
    FIELD("SigeAttentionArgs", "Causal", sige_attention_args, causal);
}

static void print_sige_index_geometry(void)
{
    STRUCT("SigeIndexGeometry", sige_index_geometry);
    FIELD("SigeIndexGeometry", "StructSize", sige_index_geometry, struct_size);
    FIELD("SigeIndexGeometry", "KernelH", sige_index_geometry, kernel_h);
    FIELD("SigeIndexGeometry", "KernelW", sige_index_geometry, kernel_w);
    FIELD("SigeIndexGeometry", "StrideH", sige_index_geometry, stride_h);
    FIELD("SigeIndexGeometry", "StrideW", sige_index_geometry, stride_w);
    FIELD("SigeIndexGeometry", "PadTop", sige_index_geometry, pad_top);
    FIELD("SigeIndexGeometry", "PadLeft", sige_index_geometry, pad_left);
    FIELD("SigeIndexGeometry", "SrcH", sige_index_geometry, src_h);
    FIELD("SigeIndexGeometry", "SrcW", sige_index_geometry, src_w);
    FIELD("SigeIndexGeometry", "ScaleLog2", sige_index_geometry, scale_log2);
}

static void print_sige_active_counts(void)
{
    STRUCT("SigeActiveCounts", sige_active_counts);
    FIELD("SigeActiveCounts", "StructSize", sige_active_counts, struct_size);
    FIELD("SigeActiveCounts", "Pixels", sige_active_counts, pixels);
    FIELD("SigeActiveCounts", "TilesOf2", sige_active_counts, tiles_of_2);
    FIELD("SigeActiveCounts", "TilesOf4", sige_active_counts, tiles_of_4);
    FIELD("SigeActiveCounts", "TouchedTiles", sige_active_counts, touched_tiles);
    FIELD("SigeActiveCounts", "Reserved", sige_active_counts, reserved);
    FIELD("SigeActiveCounts", "Bytes", sige_active_counts, bytes);
}

static void print_values(void)
{
    VALUE("SigeConstant", "AbiVersion", SIGE_ABI_VERSION);
    VALUE("SigeConstant", "Tile", SIGE_TILE);
    VALUE("SigeConstant", "FormAuto", SIGE_FORM_AUTO);
    VALUE("SigeConstant", "MaxForms", SIGE_MAX_FORMS);
    VALUE("SigeConstant", "MaxDimension", SIGE_MAX_DIMENSION);
    VALUE("SigeStatus", "Ok", SIGE_STATUS_OK);
    VALUE("SigeStatus", "InvalidArgument", SIGE_STATUS_INVALID_ARGUMENT);
    VALUE("SigeStatus", "OutOfMemory", SIGE_STATUS_OUT_OF_MEMORY);
    VALUE("SigeStatus", "Unsupported", SIGE_STATUS_UNSUPPORTED);
    VALUE("SigeStatus", "DeviceUnavailable", SIGE_STATUS_DEVICE_UNAVAILABLE);
    VALUE("SigeStatus", "Internal", SIGE_STATUS_INTERNAL);
    VALUE("SigeDeviceKind", "Cpu", SIGE_DEVICE_CPU);
    VALUE("SigeDeviceKind", "Cuda", SIGE_DEVICE_CUDA);
    VALUE("SigeDeviceKind", "Metal", SIGE_DEVICE_METAL);
    VALUE("SigeIsa", "Auto", SIGE_ISA_AUTO);
    VALUE("SigeIsa", "Portable", SIGE_ISA_PORTABLE);
    VALUE("SigeIsa", "Avx2", SIGE_ISA_AVX2);
    VALUE("SigeIsa", "Neon", SIGE_ISA_NEON);
    VALUE("SigeIsa", "Avx512", SIGE_ISA_AVX512);
    VALUE("SigeIsa", "Avx512Bf16", SIGE_ISA_AVX512_BF16);
    VALUE("SigeIsa", "Amx", SIGE_ISA_AMX);
    VALUE("SigeIsa", "NeonBf16", SIGE_ISA_NEON_BF16);
    VALUE("SigeDtype", "F32", SIGE_DTYPE_F32);
    VALUE("SigeDtype", "F16", SIGE_DTYPE_F16);
    VALUE("SigeDtype", "U8", SIGE_DTYPE_U8);
    VALUE("SigeDtype", "I32", SIGE_DTYPE_I32);
    VALUE("SigeDtype", "F64", SIGE_DTYPE_F64);
    VALUE("SigeDtype", "Bf16", SIGE_DTYPE_BF16);
    VALUE("SigeActivation", "None", SIGE_ACTIVATION_NONE);
    VALUE("SigeActivation", "Relu", SIGE_ACTIVATION_RELU);
    VALUE("SigeActivation", "LeakyRelu", SIGE_ACTIVATION_LEAKY_RELU);
    VALUE("SigeActivation", "Silu", SIGE_ACTIVATION_SILU);
    VALUE("SigeActivation", "Tanh", SIGE_ACTIVATION_TANH);
    VALUE("SigeActivation", "Gelu", SIGE_ACTIVATION_GELU);
    VALUE("SigeActivation", "QuickGelu", SIGE_ACTIVATION_QUICK_GELU);
    VALUE("SigePolicy", "Pixels", SIGE_POLICY_PIXELS);
    VALUE("SigePolicy", "Tiles", SIGE_POLICY_TILES);
    VALUE("SigeModulation", "None", SIGE_MODULATION_NONE);
    VALUE("SigeModulation", "Joint", SIGE_MODULATION_JOINT);
    VALUE("SigeModulation", "Split", SIGE_MODULATION_SPLIT);
    VALUE("SigeNormKind", "Instance", SIGE_NORM_INSTANCE);
    VALUE("SigeNormKind", "Group", SIGE_NORM_GROUP);
    VALUE("SigeNormKind", "Batch", SIGE_NORM_BATCH);
    VALUE("SigePrecision", "F32", SIGE_PRECISION_F32);
    VALUE("SigePrecision", "Bf16", SIGE_PRECISION_BF16);
    VALUE("SigePrecision", "F16", SIGE_PRECISION_F16);
    VALUE("SigePrecision", "Tf32", SIGE_PRECISION_TF32);
    VALUE("SigeEmbeddingOrder", "SinCos", SIGE_EMBEDDING_SIN_COS);
    VALUE("SigeEmbeddingOrder", "CosSin", SIGE_EMBEDDING_COS_SIN);
    VALUE("SigeIndexTable", "Pixels", SIGE_INDEX_PIXELS);
    VALUE("SigeIndexTable", "ScatterMap", SIGE_INDEX_SCATTER_MAP);
    VALUE("SigeIndexTable", "Neighbours", SIGE_INDEX_NEIGHBOURS);
    VALUE("SigeIndexTable", "TilesOf2", SIGE_INDEX_TILES_OF_2);
    VALUE("SigeIndexTable", "TilesOf4", SIGE_INDEX_TILES_OF_4);
}

int main(void)
{
    print_sige_device_info();
    print_sige_capture_info();
    print_sige_cpu_queue_options();
    print_sige_queue_options();
    print_sige_upload();
    print_sige_tensor();
    print_sige_affine();
    print_sige_convolution_desc();
    print_sige_convolution_info();
    print_sige_convolution_form();
    print_sige_convolution_costs();
    print_sige_form_candidate();
    print_sige_convolution_args();
    print_sige_norm_args();
    print_sige_attention_args();
    print_sige_index_geometry();
    print_sige_active_counts();
    print_values();
    puts("function sige_mask_difference");
    puts("function sige_mask_dilate");
    puts("function sige_mask_downsample");
    puts("function sige_mask_threshold");
    puts("function sige_mask_reduce_to_blocks");
    puts("function sige_plan_dilate");
    puts("function sige_plan_downsample");
    puts("function sige_plan_threshold");
    puts("function sige_active_set_create");
    puts("function sige_active_set_build");
    puts("function sige_active_set_build_from");
    puts("function sige_active_set_query");
    puts("function sige_active_set_read");
    puts("function sige_active_set_destroy");
    puts("function sige_copy_pixels");
    puts("function sige_gather");
    puts("function sige_scatter");
    puts("function sige_scatter_with_residual");
    puts("function sige_scatter_with_block_residual");
    puts("function sige_scatter_gather");
    puts("function sige_abi_version");
    puts("function sige_version");
    puts("function sige_last_error");
    puts("function sige_device_count");
    puts("function sige_device_query");
    puts("function sige_device_create");
    puts("function sige_device_wrap");
    puts("function sige_device_destroy");
    puts("function sige_queue_create");
    puts("function sige_queue_wrap");
    puts("function sige_queue_query_cpu");
    puts("function sige_queue_synchronize");
    puts("function sige_queue_destroy");
    puts("function sige_buffer_create");
    puts("function sige_buffer_wrap");
    puts("function sige_buffer_query");
    puts("function sige_buffer_write");
    puts("function sige_buffer_read");
    puts("function sige_buffer_copy");
    puts("function sige_queue_upload");
    puts("function sige_buffer_destroy");
    puts("function sige_capture_begin");
    puts("function sige_capture_end");
    puts("function sige_capture_query");
    puts("function sige_capture_launch");
    puts("function sige_capture_destroy");
    puts("function sige_event_create");
    puts("function sige_event_record");
    puts("function sige_event_elapsed");
    puts("function sige_event_destroy");
    puts("function sige_convolution_create");
    puts("function sige_convolution_query");
    puts("function sige_convolution_query_forms");
    puts("function sige_convolution_keep");
    puts("function sige_convolution_query_costs");
    puts("function sige_convolution_run");
    puts("function sige_convolution_destroy");
    puts("function sige_attention");
    puts("function sige_time_embedding");
    puts("function sige_norm_statistics");
    puts("function sige_norm_statistics_update");
    puts("function sige_layer_norm");
    puts("function sige_gate");
    puts("function sige_spade_modulate");
    puts("function sige_activate");
    puts("function sige_add");
    puts("function sige_average_pool");
    puts("function sige_resize_nearest");
    puts("function sige_one_hot");
    puts("function sige_queue_measure_peak");
    return 0;
}
