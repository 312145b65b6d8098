// The queue's convolution calls: choose a form, then run it image by image, or with all images at once.
#include "backends/cpu/convolution/choice.h"

namespace sige::cpu {

void HostQueue::keep_form(Convolution& convolution, int32_t form) {
    static_cast<HostConvolution&>(convolution).keep(form, context());
}

ConvolutionCosts HostQueue::cost_run(const ConvolutionCall& call, uint64_t assumed_kept) {
    return cost_convolution(kernels_, static_cast<HostConvolution&>(*call.convolution), call, assumed_kept);
}

void HostQueue::run(const ConvolutionCall& call) {
    const HostConvolution& host = static_cast<HostConvolution&>(*call.convolution);
    const int32_t id = choose_form(kernels_, host, call);
    const Stacks stacks = stacks_of(form_of(id), host.shape, call);
    for (int32_t n = 0; n < call.dst.n; n += stacks.dst.images)
        form_of(id).run(ImageCall{context(), host, call, n, stacks.dst, stacks.source,
                                  Destination(context(), host, call, n, stacks.dst), host.packed(),
                                  host.kept(id)});
    level_scratch();
}

}  // namespace sige::cpu
