#include "double/translation.h"

#include "double/counters.h"

namespace sige::counting {

void Translation::part(Buffer*& buffer) {
    if (buffer != nullptr) buffer = &static_cast<DoubleBuffer*>(buffer)->inner();
}

void Translation::part(Convolution*& convolution) {
    convolution = &static_cast<DoubleConvolution*>(convolution)->inner();
}

void Translation::part(const ActiveSet*& set) {
    if (set == nullptr) return;
    uint64_t late = 0;
    const auto mirror = mirror_of(*set, late);
    if (late > 0) counters.count_upload(late);
    set = &mirror->set();
    mirrors_.push_back(mirror);
}

}  // namespace sige::counting
