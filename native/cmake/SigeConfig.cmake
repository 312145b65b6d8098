# find_package(Sige CONFIG) over an unpacked package Sige.Runtime.RID: the imported library Sige::sige.
get_filename_component(_sige_root "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
file(GLOB _sige_library "${_sige_root}/runtimes/*/native/*sige.*")
if(NOT TARGET Sige::sige)
  add_library(Sige::sige SHARED IMPORTED)
  set_target_properties(Sige::sige PROPERTIES
    IMPORTED_LOCATION "${_sige_library}"
    INTERFACE_INCLUDE_DIRECTORIES "${_sige_root}/build/native/include")
  if(WIN32)
    set_target_properties(Sige::sige PROPERTIES IMPORTED_IMPLIB "${_sige_root}/build/native/lib/sige.lib")
  endif()
endif()
unset(_sige_library)
unset(_sige_root)
