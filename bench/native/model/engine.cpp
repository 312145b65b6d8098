#include "model/engine.h"

namespace sige::bench {

namespace {

sige_device_info query(sige_device_kind kind, int32_t index) {
    auto info = sized<sige_device_info>();
    check(sige_device_query(kind, index, &info));
    return info;
}

/** The first GPU that can be used, else the processor; the notice says why not another. */
sige_device_kind choose(std::string& notice) {
    for (const sige_device_kind kind : {SIGE_DEVICE_CUDA, SIGE_DEVICE_METAL}) {
        const sige_device_info info = query(kind, 0);
        if (info.available) return kind;
        notice += "No " + name_of_device(kind) + ": " + info.reason + " ";
    }
    return SIGE_DEVICE_CPU;
}

}  // namespace

Engine open_engine(const Options& options, std::string& notice) {
    notice.clear();
    Engine engine{nullptr, nullptr, options.device ? *options.device : choose(notice), false, false};
    sige_device* device = nullptr;
    check(sige_device_create(engine.kind, options.index, &device));
    engine.device = Device(device);
    auto cpu = sized<sige_cpu_queue_options>();
    cpu.threads = options.threads;
    cpu.isa = options.isa;
    auto on = sized<sige_queue_options>();
    on.cpu = engine.kind == SIGE_DEVICE_CPU ? &cpu : nullptr;
    sige_queue* queue = nullptr;
    check(sige_queue_create(device, &on, &queue));
    engine.queue = Queue(queue);
    const sige_device_info info = query(engine.kind, options.index);
    engine.stores_float16 = info.stores_float16 != 0;
    engine.has_captures = info.captures != 0;
    notice += "Runs on " + name_of_device(engine.kind) + ": " + info.name + ".";
    return engine;
}

}  // namespace sige::bench
