// The classes that the double has.
#pragma once

#include "metal/objc/object.h"

namespace sige::objc_double {

// Those of instances, and those of the classes that are sent messages themselves.
extern const Class kString, kArray, kError, kStringMeta;
extern const Class kDevice, kCompileOptions, kCompileOptionsMeta, kLibrary, kFunction, kPipeline, kBuffer,
    kCommandQueue, kCommandBuffer, kEncoder;

// What a class answers itself; null for a class that there is not.
const Class* find_meta_class(const std::string& name);
const Method* find_method(const Class& is_a, const std::string& selector);

}  // namespace sige::objc_double
