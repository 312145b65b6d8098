// What the backend sends to Objective-C is what the double, whose methods are written after Apple's
// reference, answers.
#include "backends/metal/runtime/objc.h"
#include "harness/test.h"
#include "metal/objc/control.h"
#include "metal/objc/types.h"

namespace sige::test {
namespace {

using metal::Bool, metal::Id, metal::Integer, metal::Size3, metal::UInteger;

void check_message(const char* selector, const std::string& types) {
    const Context context(selector);
    const char* known = sige_metal_double_types(selector);
    CHECK(known != nullptr);
    if (known != nullptr) CHECK_EQUAL(types, std::string(known));
}

}  // namespace

TEST(metal_messages, are_known_with_their_types) {
#define SIGE_MESSAGE(name, selector, ...) check_message(selector, objc_double::types_of<__VA_ARGS__>());
#include "backends/metal/runtime/messages.inc"
#undef SIGE_MESSAGE
    CHECK(sige_metal_double_types("newLibraryWithSource:") == nullptr);
}

}  // namespace sige::test
