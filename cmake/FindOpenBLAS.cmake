# The OpenMP build of OpenBLAS, which shares its threads with our own loops. Debian installs several
# builds side by side and an alternative chooses; the folder's name says which one this is. Elsewhere
# it is the library's name: Fedora's OpenMP build is openblaso, Arch's only one openblas. (Another
# build that bears that name is refused when the program starts.)
# Defines OpenBLAS::openmp.
find_path(OpenBLAS_INCLUDE_DIR cblas.h
  PATHS /usr/include/${CMAKE_LIBRARY_ARCHITECTURE}/openblas-openmp NO_DEFAULT_PATH)
find_library(OpenBLAS_LIBRARY openblas
  PATHS /usr/lib/${CMAKE_LIBRARY_ARCHITECTURE}/openblas-openmp NO_DEFAULT_PATH)
find_path(OpenBLAS_INCLUDE_DIR cblas.h PATH_SUFFIXES openblas)
find_library(OpenBLAS_LIBRARY NAMES openblaso openblas)
mark_as_advanced(OpenBLAS_INCLUDE_DIR OpenBLAS_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(OpenBLAS REQUIRED_VARS OpenBLAS_LIBRARY OpenBLAS_INCLUDE_DIR)

if(OpenBLAS_FOUND AND NOT TARGET OpenBLAS::openmp)
  add_library(OpenBLAS::openmp UNKNOWN IMPORTED)
  set_target_properties(OpenBLAS::openmp PROPERTIES
    IMPORTED_LOCATION ${OpenBLAS_LIBRARY}
    INTERFACE_INCLUDE_DIRECTORIES ${OpenBLAS_INCLUDE_DIR})
endif()
