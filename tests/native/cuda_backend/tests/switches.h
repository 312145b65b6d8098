// Switches of the driver's double for the time of a test.
#pragma once

#include "cuda/driver/control.h"

namespace sige::test {

// The switches as they were, when this goes.
class Switches final {
  public:
    Switches() { sige_cuda_double_query_options(&before_); }
    ~Switches() { sige_cuda_double_set_options(&before_); }

    template <class Change>
    void change(const Change& body) const {
        sige_cuda_double_options options = before_;
        body(options);
        sige_cuda_double_set_options(&options);
    }

  private:
    sige_cuda_double_options before_{};
};

}  // namespace sige::test
