// The queue's convolution calls: choose an algorithm, then run it image by image.
#include "backends/cpu/convolution/algorithms.h"

namespace sige::cpu {
namespace {

const char* algorithm_name(sige_algorithm algorithm) {
    switch (algorithm) {
        case SIGE_ALGORITHM_DIRECT:
            return "direct";
        case SIGE_ALGORITHM_WINOGRAD_2:
            return "winograd 2x2";
        case SIGE_ALGORITHM_WINOGRAD_4:
            return "winograd 4x4";
        case SIGE_ALGORITHM_LABELS:
            return "labels";
        case SIGE_ALGORITHM_DEPTHWISE:
            return "depthwise";
        default:
            return "auto";
    }
}

// Whether a forced algorithm can run; else a sentence why not.
void require_runnable(const HostConvolution& c, const ConvolutionCall& call) {
    const auto refuse = [&](const char* why) {
        fail(SIGE_STATUS_UNSUPPORTED, "the %s algorithm cannot run: %s", algorithm_name(call.algorithm), why);
    };
    switch (call.algorithm) {
        case SIGE_ALGORITHM_DIRECT:
            if (c.shape.depthwise || call.reads_labels())
                refuse("it wants a dense convolution of float32 channels");
            break;
        case SIGE_ALGORITHM_WINOGRAD_2:
        case SIGE_ALGORITHM_WINOGRAD_4:
            if (call.reads_labels()) refuse("the source is a label map");
            if (!c.shape.winograd_applies()) refuse("it wants a dense 3x3 convolution of stride 1");
            break;
        case SIGE_ALGORITHM_LABELS:
            if (!call.reads_labels()) refuse("the source is not a label map");
            break;
        case SIGE_ALGORITHM_DEPTHWISE:
            if (!c.shape.depthwise) refuse("the convolution is dense");
            break;
        default:
            break;
    }
}

void run_image(const ImageCall& image, sige_algorithm algorithm) {
    switch (algorithm) {
        case SIGE_ALGORITHM_WINOGRAD_2:
            return run_winograd(image, 2);
        case SIGE_ALGORITHM_WINOGRAD_4:
            return run_winograd(image, 4);
        case SIGE_ALGORITHM_LABELS:
            return run_labels(image);
        case SIGE_ALGORITHM_DEPTHWISE:
            return run_depthwise(image);
        default:
            return run_direct(image);
    }
}

}  // namespace

void HostQueue::make_form(Convolution& convolution, sige_algorithm algorithm) {
    static_cast<HostConvolution&>(convolution)
        .prepare(algorithm == SIGE_ALGORITHM_WINOGRAD_2 ? 2 : 4, context());
}

sige_convolution_plan HostQueue::plan_run(const ConvolutionCall& call, bool assume_ready) {
    return plan_convolution(static_cast<HostConvolution&>(*call.convolution), kernels_.gemm, call,
                            assume_ready);
}

void HostQueue::run(const ConvolutionCall& call) {
    const HostConvolution& host = static_cast<HostConvolution&>(*call.convolution);
    require_runnable(host, call);
    const sige_algorithm algorithm = call.algorithm == SIGE_ALGORITHM_AUTO
                                         ? plan_convolution(host, kernels_.gemm, call, false).algorithm
                                         : call.algorithm;
    for (int32_t n = 0; n < call.dst.n; ++n)
        run_image(ImageCall{context(), host, call, n, Destination(context(), host, call, n), host.panel(0)},
                  algorithm);
}

}  // namespace sige::cpu
