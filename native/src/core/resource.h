// What a device owns on behalf of a caller, and a call may still use after the caller let go of it.
#pragma once

namespace sige {

class Resource {
  public:
    virtual ~Resource() = default;
    Resource(const Resource&) = delete;
    Resource& operator=(const Resource&) = delete;

  protected:
    Resource() = default;
};

}  // namespace sige
