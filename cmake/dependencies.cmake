# Finds the libraries. What is required stops the configuration; what is missing of the rest leaves
# its module unbuilt (cmake/modules.cmake).

set(WARPMARK_WHEELS ${PROJECT_SOURCE_DIR}/.deps/wheels)
if(NOT EXISTS ${WARPMARK_WHEELS})
  message(FATAL_ERROR "${WARPMARK_WHEELS} is missing: ./warpmark build fetches what goes there")
endif()

find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
if(fmt_VERSION VERSION_GREATER_EQUAL 12.2)
  # There <fmt/core.h> declares fmt::format only where it is asked to.
  target_compile_definitions(fmt::fmt INTERFACE FMT_DEPRECATED_HEAVY_CORE)
endif()
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(benchmark REQUIRED)
find_package(GTest REQUIRED)
find_package(CSV REQUIRED)
find_package(ZLIB REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(OpenMP REQUIRED COMPONENTS CXX)
find_package(OpenBLAS REQUIRED MODULE)
find_package(dnnl 3.2 REQUIRED CONFIG PATHS ${WARPMARK_WHEELS}/lib/cmake/dnnl NO_DEFAULT_PATH)

# Headers alone: NVTX finds its tool and NVML is opened while the program runs.
add_library(warpmark_nvidia_headers INTERFACE)
target_include_directories(warpmark_nvidia_headers SYSTEM INTERFACE ${WARPMARK_WHEELS}/include)

if(WARPMARK_TOOLKIT_ROOT)
  set(WARPMARK_NVCC ${WARPMARK_TOOLKIT_ROOT}/bin/nvcc)
elseif(NOT WARPMARK_CUDA STREQUAL "OFF")
  # What the launcher has chosen stays.
  find_program(WARPMARK_NVCC nvcc PATHS /usr/local/cuda/bin)
endif()
mark_as_advanced(WARPMARK_NVCC)

if(WARPMARK_NVCC AND NOT WARPMARK_CUDA STREQUAL "OFF")
  set(CMAKE_CUDA_COMPILER ${WARPMARK_NVCC})
  set(CMAKE_CUDA_HOST_COMPILER ${CMAKE_CXX_COMPILER})
  enable_language(CUDA)
  find_package(CUDAToolkit 13 REQUIRED)
  find_package(CUDNN)
  if(NOT CUDA_cuda_driver_LIBRARY)
    include(driver_stub)
  endif()
  # CMake's own target brings the driver with it, which a module must not need to be loaded.
  if(CUDA_nvrtc_LIBRARY)
    add_library(NVRTC::nvrtc UNKNOWN IMPORTED)
    set_target_properties(NVRTC::nvrtc PROPERTIES IMPORTED_LOCATION ${CUDA_nvrtc_LIBRARY})
  endif()
elseif(WARPMARK_CUDA STREQUAL "ON")
  message(FATAL_ERROR
    "WARPMARK_CUDA is ON but no nvcc of CUDA 13 or newer was found: ./warpmark --toolkit wheels build fetches one")
endif()
