// The arguments of a call on a queue, checked: each handle must be there and of the queue's device, each
// tensor inside its buffer, each shape as the call wants it. Messages call an argument by the name given
// here.
#pragma once

#include "abi/descriptors.h"
#include "abi/handles.h"

namespace sige {

class Arguments final {
  public:
    explicit Arguments(sige_queue* queue)
        : queue_(checked_handle(queue, "queue")), device_(queue->device.get()) {}

    Queue& queue() const { return queue_; }

    // A handle of the queue's device.
    template <class Handle>
    auto& handle(Handle* handle, const char* name) const {
        auto& it = checked_handle(handle, name);
        SIGE_REQUIRE(handle->device.get() == device_, "%s belongs to another device than the queue", name);
        return it;
    }
    // A buffer that holds `count` elements of a type from `offset` on.
    Buffer& buffer(sige_buffer* buffer, const char* name, uint64_t offset, int64_t count,
                   sige_dtype dtype) const;
    // The same, or null without one.
    Buffer* optional(sige_buffer* buffer, const char* name, int64_t count, sige_dtype dtype) const {
        return buffer == nullptr ? nullptr : &this->buffer(buffer, name, 0, count, dtype);
    }

    // Shape, stride, alignment and range of a tensor that holds a whole picture.
    Tensor tensor(const sige_tensor* tensor, const char* name) const;
    Tensor tensor(const sige_tensor* tensor, const char* name, sige_dtype dtype) const;
    // Of reals: float32, or float16 on a device that stores it.
    Tensor reals(const sige_tensor* tensor, const char* name) const;
    void require_real(sige_dtype dtype, const char* name) const;
    // For one that may hold a region.
    Region region(const sige_tensor* tensor, const char* name) const;
    // float32 [n, 1, 1, c]: one pixel an image.
    Tensor vector(const sige_tensor* tensor, const char* name, int32_t n, int32_t c) const;
    // For [n, c]; null is the identity.
    Affine affine(const sige_affine* affine, const char* name, int32_t n, int32_t c) const;

    // The active set of a call, or null for all pixels; its size must be that of the tensor written.
    const ActiveSet* active(sige_active_set* active, const Tensor& dst) const {
        return active == nullptr ? nullptr : &set(active, "active", dst);
    }
    const ActiveSet& set(sige_active_set* active, const char* name, const Tensor& dst) const;
    // Rows [n, pixels of the set, c of `like`] in a buffer, of its type.
    Rows rows(sige_buffer* buffer, uint64_t offset, const char* name, const ActiveSet& set,
              const Tensor& like) const;

  private:
    Tensor memory(const sige_tensor* tensor, const char* name) const;

    Queue& queue_;
    const Device* device_;
};

// The extents of a tensor without memory, for questions about shapes.
Tensor checked_shape(const sige_tensor* tensor, const char* name);
// [n, 1, 1, c]: one pixel an image.
void require_vector_shape(const Tensor& tensor, const char* name, int32_t n, int32_t c);
// The same, float32.
Tensor checked_vector_shape(const Tensor& tensor, const char* name, int32_t n, int32_t c);
Size checked_size(int32_t h, int32_t w);
void require_same_shape(const Tensor& a, const char* a_name, const Tensor& b, const char* b_name);
// Of a source that dst may be: where they share bytes, they have one type.
void require_one_type_where_shared(const Tensor& src, const char* name, const Tensor& dst);
void require_activation(sige_activation activation, const char* name);
void require_precision(sige_precision precision);

}  // namespace sige
