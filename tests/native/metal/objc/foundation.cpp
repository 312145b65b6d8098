// The classes of Foundation. Signatures are those of Apple's reference.
#include "metal/objc/foundation.h"
#include "metal/objc/classes.h"

namespace sige::objc_double {
namespace {

// + (instancetype)stringWithUTF8String:(const char *)nullTerminatedCString;
Object* string_with_utf8(Object*, Selector, const char* text) {
    return autoreleased(new String(text));
}
// @property (readonly) const char *UTF8String;
const char* utf8(String* self, Selector) {
    return self->text().c_str();
}

// @property (readonly) NSUInteger count;
UInteger array_count(Array* self, Selector) {
    return self->objects().size();
}
// - (ObjectType)objectAtIndex:(NSUInteger)index;
Object* object_at(Array* self, Selector, UInteger index) {
    if (index >= self->objects().size()) misuse("objectAtIndex: is beyond the array");
    return self->objects()[index];
}

// @property (readonly) NSInteger code;
Integer error_code(Error* self, Selector) {
    return self->code();
}
// @property (readonly, copy) NSString *localizedDescription;
Object* description(Error* self, Selector) {
    return autoreleased(new String(self->sentence()));
}

const Method kStringMethods[] = {method("UTF8String", utf8)};
const Method kArrayMethods[] = {method("count", array_count), method("objectAtIndex:", object_at)};
const Method kErrorMethods[] = {method("code", error_code), method("localizedDescription", description)};
const Method kStringClassMethods[] = {method("stringWithUTF8String:", string_with_utf8)};

}  // namespace

const Class kString{"NSString", kStringMethods}, kArray{"NSArray", kArrayMethods},
    kError{"NSError", kErrorMethods}, kStringMeta{"NSString class", kStringClassMethods};

String::String(std::string text) : Object(kString), text_(std::move(text)) {}

Error::Error(Integer code, std::string sentence)
    : Object(kError), code_(code), sentence_(std::move(sentence)) {}

Array::Array(std::vector<Object*> objects) : Object(kArray), objects_(std::move(objects)) {}

void Array::let_go() {
    for (Object* object : objects_) object->release();
    objects_.clear();
}

}  // namespace sige::objc_double
