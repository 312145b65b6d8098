/* Runs a convolution over a picture, changes a square of the picture, computes the pixels that the square
   reaches, and holds them against a run over the whole changed picture. Argument: a file that receives the
   edited output, float32 [kHeight, kWidth, kOut]. */
#include <math.h>
#include <sige/sige.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { kHeight = 48, kWidth = 64, kIn = 16, kOut = 32, kKernel = 3, kPixels = kHeight * kWidth };

/* Rounding in another order of summation, for sums of 144 products of values below 1. */
static const float kTolerance = 1e-4f;

static float input[kPixels * kIn], whole[kPixels * kOut], edited[kPixels * kOut];
static float weights[kOut * kIn * kKernel * kKernel];
static uint8_t mask[kPixels];

static void check(sige_status status, const char* call) {
    if (status == SIGE_STATUS_OK) return;
    fprintf(stderr, "%s: %s\n", call, sige_last_error());
    exit(1);
}
#define CHECK(call) check((call), #call)

/* The same values on every machine, -1 to 1. */
static void fill(float* values, size_t count, uint32_t seed) {
    size_t i;
    for (i = 0; i < count; ++i) {
        seed = seed * 1664525u + 1013904223u;
        values[i] = (float)(seed >> 8) / 8388608.0f - 1.0f;
    }
}

static sige_tensor tensor(sige_buffer* buffer, int32_t channels) {
    sige_tensor view;
    memset(&view, 0, sizeof view);
    view.buffer = buffer;
    view.dtype = SIGE_DTYPE_F32;
    view.n = 1;
    view.h = kHeight;
    view.w = kWidth;
    view.c = channels;
    return view;
}

static sige_convolution* create_convolution(sige_device* device) {
    sige_convolution_desc desc;
    sige_convolution* convolution = NULL;
    memset(&desc, 0, sizeof desc);
    desc.struct_size = sizeof desc;
    desc.in_channels = kIn;
    desc.out_channels = kOut;
    desc.kernel_h = desc.kernel_w = kKernel;
    desc.pad_top = desc.pad_left = desc.pad_bottom = desc.pad_right = 1;
    desc.weights = weights;
    CHECK(sige_convolution_create(device, &desc, &convolution));
    return convolution;
}

static void run(sige_queue* queue, sige_convolution* convolution, sige_buffer* src, sige_active_set* active,
                sige_buffer* dst) {
    sige_convolution_args args;
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    args.src = tensor(src, kIn);
    args.active = active;
    args.dst = tensor(dst, kOut);
    CHECK(sige_convolution_run(queue, convolution, &args));
}

/* Changes a square of the input and marks the pixels that it reaches through the kernel. */
static void edit(void) {
    const int top = 20, left = 30, side = 5;
    int y, x;
    for (y = top - 1; y <= top + side; ++y)
        for (x = left - 1; x <= left + side; ++x) mask[y * kWidth + x] = 1;
    for (y = top; y < top + side; ++y)
        for (x = left; x < left + side; ++x) input[(y * kWidth + x) * kIn] += 1.0f;
}

int main(int argc, char** argv) {
    sige_device* device = NULL;
    sige_queue* queue = NULL;
    sige_buffer *src = NULL, *kept = NULL, *fresh = NULL;
    sige_active_set* active = NULL;
    sige_convolution* convolution;
    float worst = 0.0f;
    size_t i;
    FILE* file;

    if (sige_abi_version() != SIGE_ABI_VERSION) {
        fprintf(stderr, "the library has interface version %u, the header %d\n", (unsigned)sige_abi_version(),
                SIGE_ABI_VERSION);
        return 1;
    }
    fill(input, kPixels * kIn, 1);
    fill(weights, sizeof weights / sizeof weights[0], 2);
    CHECK(sige_device_create(SIGE_DEVICE_CPU, 0, &device));
    CHECK(sige_queue_create(device, NULL, &queue));
    CHECK(sige_buffer_create(device, sizeof input, &src));
    CHECK(sige_buffer_create(device, sizeof edited, &kept));
    CHECK(sige_buffer_create(device, sizeof whole, &fresh));
    CHECK(sige_active_set_create(device, kHeight, kWidth, &active));
    convolution = create_convolution(device);

    CHECK(sige_buffer_write(queue, src, 0, input, sizeof input));
    run(queue, convolution, src, NULL, kept);
    edit();
    CHECK(sige_buffer_write(queue, src, 0, input, sizeof input));
    CHECK(sige_active_set_build(active, mask, SIGE_POLICY_PIXELS));
    run(queue, convolution, src, active, kept);
    run(queue, convolution, src, NULL, fresh);
    CHECK(sige_buffer_read(queue, kept, 0, edited, sizeof edited));
    CHECK(sige_buffer_read(queue, fresh, 0, whole, sizeof whole));

    for (i = 0; i < kPixels * kOut; ++i) {
        const float error = fabsf(edited[i] - whole[i]);
        if (error > worst || error != error) worst = error;
    }
    CHECK(sige_convolution_destroy(convolution));
    CHECK(sige_active_set_destroy(active));
    CHECK(sige_buffer_destroy(fresh));
    CHECK(sige_buffer_destroy(kept));
    CHECK(sige_buffer_destroy(src));
    CHECK(sige_queue_destroy(queue));
    CHECK(sige_device_destroy(device));
    printf("sige %s: the edit is within %g of the whole run\n", sige_version(), worst);

    file = argc > 1 ? fopen(argv[1], "wb") : NULL;
    if (file == NULL || fwrite(edited, sizeof edited, 1, file) != 1 || fclose(file) != 0) {
        fprintf(stderr, "the output cannot be written\n");
        return 1;
    }
    return worst <= kTolerance ? 0 : 1;
}
