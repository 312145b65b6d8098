#include "core/error.h"

#include <cstdio>
#include <exception>
#include <new>

namespace sige {
namespace {

thread_local char t_last_error[1024] = "";

}  // namespace

void set_last_error(const std::string& message) noexcept {
    std::snprintf(t_last_error, sizeof t_last_error, "%s", message.c_str());
}

const char* last_error() noexcept {
    return t_last_error;
}

void fail(sige_status status, const char* format, ...) {
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    std::vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    throw Error(status, text);
}

sige_status status_of_current_exception() noexcept {
    try {
        throw;
    } catch (const Error& error) {
        set_last_error(error.message());
        return error.status();
    } catch (const std::bad_alloc&) {
        set_last_error("out of memory");
        return SIGE_STATUS_OUT_OF_MEMORY;
    } catch (const std::exception& error) {
        set_last_error(std::string("defect of the engine: ") + error.what());
        return SIGE_STATUS_INTERNAL;
    } catch (...) {
        set_last_error("defect of the engine: unknown exception");
        return SIGE_STATUS_INTERNAL;
    }
}

}  // namespace sige
