# How everything is compiled. Every target of the project links warpmark_options.

set(WARPMARK_CUDA AUTO CACHE STRING "Build the GPU modules: AUTO (where nvcc is found), ON or OFF")
set_property(CACHE WARPMARK_CUDA PROPERTY STRINGS AUTO ON OFF)
set(WARPMARK_TOOLKIT_ROOT "" CACHE PATH "The CUDA toolkit to use; empty: the system's")
set(WARPMARK_SANITIZE "" CACHE STRING "Sanitizers, as g++'s -fsanitize takes them")
option(WARPMARK_WERROR "Warnings are errors" OFF)
option(WARPMARK_FUZZ "Build the fuzzer of the results' readers: clang++ alone has it" OFF)
option(WARPMARK_SHARE_CACHE "Clones share what ccache keeps: paths in debug information are relative" OFF)

if(NOT WARPMARK_SANITIZE AND NOT CMAKE_BUILD_TYPE MATCHES "^(Release|RelWithDebInfo)$")
  message(FATAL_ERROR
    "CMAKE_BUILD_TYPE is '${CMAKE_BUILD_TYPE}': a benchmark that is not optimised measures nothing.\n"
    "Use a preset (cmake --preset release) or -DCMAKE_BUILD_TYPE=RelWithDebInfo.")
endif()

# The instruction-set levels of the CPU's modules. What sanitizers look for is the same in all of
# them, and they run where they are built: the level that this processor takes.
set(WARPMARK_LEVELS v3 v4)
if(WARPMARK_SANITIZE)
  file(STRINGS /proc/cpuinfo avx512 REGEX "^flags.* avx512vl" LIMIT_COUNT 1)
  set(WARPMARK_LEVELS v3)
  if(avx512)
    set(WARPMARK_LEVELS v4)
  endif()
endif()

find_program(WARPMARK_CCACHE ccache)
mark_as_advanced(WARPMARK_CCACHE)
if(WARPMARK_CCACHE)
  set(launcher ${WARPMARK_CCACHE})
  if(WARPMARK_SHARE_CACHE)
    set(launcher env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${WARPMARK_CCACHE})
  endif()
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
  set(CMAKE_CUDA_COMPILER_LAUNCHER ${launcher})
endif()

# The build folder has the bundle's layout, so that the program finds its modules the same way.
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib)
set(CMAKE_BUILD_RPATH_USE_ORIGIN ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_EXTENSIONS OFF)

add_library(warpmark_options INTERFACE)
target_compile_features(warpmark_options INTERFACE cxx_std_20)
target_include_directories(warpmark_options INTERFACE ${PROJECT_SOURCE_DIR})
# Aggregates have defaults, and initialisers that leave fields to them are meant. g++ 12 takes
# assignments of literals to strings for overlapping copies (its bug 105651).
target_compile_options(warpmark_options INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall;-Wextra;-Wpedantic;-Wno-missing-field-initializers;-Wno-restrict>
  # Spelt out, since CMake knows only from 3.26 on that nvcc has C++20.
  $<$<COMPILE_LANGUAGE:CUDA>:-std=c++20;-Xcompiler=-Wall,-Wextra,-Wno-missing-field-initializers,-Wno-restrict;--expt-relaxed-constexpr>)
if(WARPMARK_WERROR)
  target_compile_options(warpmark_options INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-Werror>
    $<$<COMPILE_LANGUAGE:CUDA>:-Werror=all-warnings;-Xcompiler=-Werror>)
endif()
if(WARPMARK_SANITIZE)
  # g++ warns without reason in instrumented code. A null pointer that is used ends the program
  # unasked; asking at every use makes compilation a quarter longer.
  target_compile_options(warpmark_options INTERFACE
    -fsanitize=${WARPMARK_SANITIZE} -fno-sanitize=null -fno-sanitize-recover=all
    -Wno-maybe-uninitialized)
  target_link_options(warpmark_options INTERFACE -fsanitize=${WARPMARK_SANITIZE})
  if(WARPMARK_FUZZ)
    # clang does not know the warnings that are g++'s own.
    target_compile_options(warpmark_options INTERFACE
      -fsanitize=fuzzer-no-link -Wno-unknown-warning-option)
  endif()
else()
  # A module that lacks a symbol fails here and not when it is opened. (The sanitizers' symbols come
  # with the program.)
  target_link_options(warpmark_options INTERFACE -Wl,-z,defs)
endif()

# warpmark_cold_code(<target>): nothing in it takes a benchmark's time, and under sanitizers it would
# take as long to optimise as all that does.
function(warpmark_cold_code target)
  if(WARPMARK_SANITIZE)
    target_compile_options(${target} PRIVATE -O0)
  endif()
endfunction()
