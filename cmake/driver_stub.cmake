# NVIDIA's wheels lack the toolkit's stub of the driver, which a test has in place of the driver. This
# one has every function that cuda.h names, and all of them fail as the toolkit's do.
file(READ ${CUDAToolkit_INCLUDE_DIR}/cuda.h header)
string(REGEX MATCHALL "cu[A-Z][A-Za-z0-9_]*" functions "${header}")
list(REMOVE_DUPLICATES functions)
set(source "constexpr int kStubLibrary = 34;  // CUDA_ERROR_STUB_LIBRARY\n")
foreach(function IN LISTS functions)
  string(APPEND source "extern \"C\" int ${function}() { return kStubLibrary; }\n")
endforeach()
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/generated/driver_stub.cpp CONTENT "${source}" @ONLY)

# In a folder of its own, where no program finds it unasked.
add_library(driver_stub SHARED ${PROJECT_BINARY_DIR}/generated/driver_stub.cpp)
set_target_properties(driver_stub PROPERTIES
  OUTPUT_NAME cuda LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/stubs)
set(CUDA_cuda_driver_LIBRARY ${PROJECT_BINARY_DIR}/stubs/libcuda.so)
