// Metal's device and what it makes that does not work: libraries, functions, pipelines and buffers.
#pragma once

#include <memory>

#include "metal/emulation/kernels.h"
#include "metal/objc/control.h"
#include "metal/objc/object.h"

namespace sige::objc_double {

class Device final : public Object {
  public:
    explicit Device(UInteger registry_id);
    const UInteger registry_id;
};

class CompileOptions final : public Object {
  public:
    CompileOptions();
    bool has_fast_math = true;  // as Metal's
};

class Library final : public Object {
  public:
    Library();
};

class Function final : public Object {
  public:
    explicit Function(const simt::Entry& entry);
    const simt::Entry& entry;
};

class Pipeline final : public Object {
  public:
    explicit Pipeline(const simt::Entry& entry);
    const simt::Entry& entry;
};

class Buffer final : public Object {
  public:
    // Zeroed memory with a page behind it that nothing may touch.
    explicit Buffer(UInteger length);
    Buffer(void* memory, UInteger length);
    char* contents() const { return contents_; }
    UInteger length() const { return length_; }

  private:
    void let_go() override;

    const UInteger length_;
    char* contents_;
    void* pages_ = nullptr;
    size_t page_bytes_ = 0;
};

// What tests have set and count.
extern sige_metal_double_faults faults;
extern sige_metal_double_counts counts;
// Whether a countdown of `failing` has come to its end with this.
bool is_due(int64_t& failing);

}  // namespace sige::objc_double
