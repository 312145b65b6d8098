// Buffers and transfers.
#include <vector>

#include "abi/arguments.h"

using namespace sige;

sige_status sige_buffer_create(sige_device* device, uint64_t bytes, sige_buffer** buffer) {
    return guard([&] {
        Device& owner = checked_handle(device, "device");
        SIGE_REQUIRE(buffer != nullptr, "buffer is null");
        *buffer = new sige_buffer{device->it, owner.create_buffer(bytes)};
    });
}

sige_status sige_buffer_wrap(sige_device* device, void* memory, uint64_t bytes, sige_buffer** buffer) {
    return guard([&] {
        Device& owner = checked_handle(device, "device");
        SIGE_REQUIRE(buffer != nullptr, "buffer is null");
        SIGE_REQUIRE(memory != nullptr, "memory is null");
        *buffer = new sige_buffer{device->it, owner.wrap_buffer(memory, bytes)};
    });
}

sige_status sige_buffer_query(sige_buffer* buffer, void** memory, uint64_t* bytes) {
    return guard([&] {
        Buffer& b = checked_handle(buffer, "buffer");
        SIGE_REQUIRE(memory != nullptr && bytes != nullptr, "memory or bytes is null");
        *memory = b.address();
        *bytes = b.bytes();
    });
}

namespace {

void require_range(const Buffer& buffer, const char* name, uint64_t offset, uint64_t bytes) {
    SIGE_REQUIRE(offset <= buffer.bytes() && bytes <= buffer.bytes() - offset,
                 "%s: bytes %llu to %llu leave its %llu bytes", name, static_cast<unsigned long long>(offset),
                 static_cast<unsigned long long>(offset + bytes),
                 static_cast<unsigned long long>(buffer.bytes()));
}

}  // namespace

sige_status sige_buffer_write(sige_queue* queue, sige_buffer* buffer, uint64_t offset, const void* src,
                              uint64_t bytes) {
    return guard([&] {
        const Arguments given(queue);
        Buffer& b = given.handle(buffer, "buffer");
        SIGE_REQUIRE(src != nullptr || bytes == 0, "src is null");
        require_range(b, "buffer", offset, bytes);
        given.queue().submit(WriteCall{&b, offset, src, bytes});
    });
}

sige_status sige_buffer_read(sige_queue* queue, sige_buffer* buffer, uint64_t offset, void* dst,
                             uint64_t bytes) {
    return guard([&] {
        const Arguments given(queue);
        Buffer& b = given.handle(buffer, "buffer");
        SIGE_REQUIRE(dst != nullptr || bytes == 0, "dst is null");
        require_range(b, "buffer", offset, bytes);
        given.queue().submit(ReadCall{&b, offset, dst, bytes});
    });
}

sige_status sige_buffer_copy(sige_queue* queue, sige_buffer* src, uint64_t src_offset, sige_buffer* dst,
                             uint64_t dst_offset, uint64_t bytes) {
    return guard([&] {
        const Arguments given(queue);
        Buffer &from = given.handle(src, "src"), &to = given.handle(dst, "dst");
        require_range(from, "src", src_offset, bytes);
        require_range(to, "dst", dst_offset, bytes);
        const bool apart =
            &from != &to || src_offset + bytes <= dst_offset || dst_offset + bytes <= src_offset;
        SIGE_REQUIRE(apart, "src and dst overlap");
        given.queue().submit(CopyCall{&from, src_offset, &to, dst_offset, bytes});
    });
}

namespace {

struct UploadLists {
    std::vector<WriteCall> writes;
    std::vector<const ActiveSet*> tables;
};

// Uploads of one thread take turns with themselves alone: the lists keep their memory. Clang for Windows
// allows no such variable inside an exported function.
UploadLists& upload_lists() {
    thread_local UploadLists lists;
    return lists;
}

}  // namespace

sige_status sige_queue_upload(sige_queue* queue, const sige_upload* pieces, uint32_t piece_count,
                              sige_active_set* const* sets, uint32_t set_count) {
    return guard([&] {
        const Arguments given(queue);
        SIGE_REQUIRE(pieces != nullptr || piece_count == 0, "pieces is null");
        SIGE_REQUIRE(sets != nullptr || set_count == 0, "sets is null");
        auto& [writes, tables] = upload_lists();
        writes.clear();
        tables.clear();
        for (uint32_t i = 0; i < piece_count; ++i) {
            const sige_upload& piece = pieces[i];
            Buffer& to = given.handle(piece.dst, "a piece's dst");
            SIGE_REQUIRE(piece.src != nullptr || piece.bytes == 0, "a piece's src is null");
            require_range(to, "a piece's dst", piece.offset, piece.bytes);
            writes.push_back(WriteCall{&to, piece.offset, piece.src, piece.bytes});
        }
        for (uint32_t i = 0; i < set_count; ++i) tables.push_back(&given.handle(sets[i], "a set"));
        given.queue().submit(UploadCall{writes, tables});
    });
}

sige_status sige_buffer_destroy(sige_buffer* buffer) {
    return guard([&] { destroy(buffer); });
}
