#include "harness/device/device.h"

#include <cstring>

#include "core/system/cpu_features.h"

namespace sige::test {

void require_ok(sige_status status, const char* call, const char* file, int line) {
    if (status == SIGE_STATUS_OK) return report(true, file, line, "");
    report(false, file, line, format("%s gives %d: %s", call, status, sige_last_error()));
    throw Abandoned();
}

void check_refused(sige_status status, sige_status expected, const char* text, const char* call,
                   const char* file, int line) {
    const bool as_expected =
        status == expected && (status == SIGE_STATUS_OK || std::strstr(sige_last_error(), text) != nullptr);
    report(as_expected, file, line,
           format("%.300s gives %d '%s', expected %d with '%s'", call, status, sige_last_error(), expected,
                  text));
}

sige_device* device() {
    static const Device opened = [] {
        sige_device* created = nullptr;
        REQUIRE_OK(sige_device_create(kTarget, 0, &created));
        return Device(created);
    }();
    return opened.get();
}

bool stores_float16() {
    static const bool stores = [] {
        sige_device_info info{};
        info.struct_size = sizeof info;
        REQUIRE_OK(sige_device_query(kTarget, 0, &info));
        return info.stores_float16 != 0;
    }();
    return stores;
}

Queue make_queue(sige_isa isa, int threads) {
    sige_cpu_queue_options cpu{};
    cpu.struct_size = sizeof cpu;
    cpu.threads = threads;
    cpu.isa = isa;
    sige_queue_options options{};
    options.struct_size = sizeof options;
    options.cpu = &cpu;
    sige_queue* created = nullptr;
    REQUIRE_OK(sige_queue_create(device(), kTarget == SIGE_DEVICE_CPU ? &options : nullptr, &created));
    return Queue(created);
}

std::span<const QueueUnderTest> queues() {
    // Opened first, so that it is closed last.
    device();
    static std::vector<Queue> owned;
    static const std::vector<QueueUnderTest> all = [] {
        std::vector<QueueUnderTest> list;
        const auto add = [&](sige_isa isa, int threads) {
            owned.push_back(make_queue(isa, threads));
            list.push_back({owned.back().get(), isa, threads});
        };
        if (kTarget != SIGE_DEVICE_CPU) {
            add(SIGE_ISA_AUTO, 0);
            return list;
        }
        for (sige_isa isa : {SIGE_ISA_PORTABLE, SIGE_ISA_AVX2, SIGE_ISA_AVX512, SIGE_ISA_AVX512_BF16,
                             SIGE_ISA_AMX, SIGE_ISA_NEON, SIGE_ISA_NEON_BF16}) {
            if (!has_isa(isa)) continue;
            for (int threads : {1, 2, 5})
                if (isa != SIGE_ISA_PORTABLE || threads != 2) add(isa, threads);
        }
        return list;
    }();
    return all;
}

sige_queue* any_queue() {
    return queues().front().queue;
}

}  // namespace sige::test
