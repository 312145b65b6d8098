// The forms that are no matrix product: depthwise filters and label maps.
#include "backends/cuda/convolution/cost.h"
#include "backends/cuda/convolution/forms.h"
#include "backends/cuda/convolution/run_args.h"
#include "backends/forms/refusals.h"

namespace sige::cuda {
namespace {

double depthwise_cost(const Context& context, const CudaConvolution& c, const ConvolutionCall& call, bool) {
    const double values = static_cast<double>(rows_of(call)) * c.shape.oc;
    return thread_cost(context, values, c.shape.taps()) + bytes_cost(context, c, call);
}

void run_depthwise(CudaQueue& queue, const CudaConvolution& convolution, const ConvolutionCall& call) {
    queue.launch_pixels(Kernel::depthwise, convolution_args(queue, convolution, call), call.dst.c);
}

double labels_cost(const Context& context, const CudaConvolution& c, const ConvolutionCall& call, bool) {
    const double values = static_cast<double>(rows_of(call)) * c.shape.oc;
    return thread_cost(context, values, c.shape.taps() * (1 + call.src2.tensor.c)) +
           bytes_cost(context, c, call);
}

void run_labels(CudaQueue& queue, const CudaConvolution& convolution, const ConvolutionCall& call) {
    const Kernel kernel = for_weights(convolution.panels().dtype(), Kernel::labels_f32, Kernel::labels_f16,
                                      Kernel::labels_bf16);
    queue.launch_pixels(kernel, convolution_args(queue, convolution, call), call.dst.c);
}

}  // namespace

ConvolutionForm depthwise_form() {
    return {"depthwise", refuse_unless_depthwise, depthwise_cost, run_depthwise};
}

ConvolutionForm labels_form() {
    return {"labels", refuse_unless_labels, labels_cost, run_labels};
}

}  // namespace sige::cuda
