# Modules are the libraries that the program opens at run time, one for each vendor library, so that
# a program built with all of them starts on a host that has none. What a module needs and CMake did
# not find decides that the module is not built; nothing in the sources knows.

# warpmark_module(<name> [KIND MODULE|SHARED] [LEVELS <level>...] [OPTIONS <option>...] [NEEDS <target>...])
# Defines the library warpmark_<name>, or one warpmark_<name>_<level> for each instruction-set level
# (x86-64-<level>), if all targets that it needs exist.
function(warpmark_module name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "KIND" "LEVELS;OPTIONS;NEEDS")
  set_property(GLOBAL APPEND PROPERTY WARPMARK_MODULES ${name})
  foreach(needed IN LISTS arg_NEEDS)
    if(NOT TARGET ${needed})
      set_property(GLOBAL PROPERTY WARPMARK_MISSING_${name} ${needed})
      return()
    endif()
  endforeach()

  if(NOT arg_KIND)
    set(arg_KIND MODULE)
  endif()
  set(targets warpmark_${name})
  if(arg_LEVELS)
    list(TRANSFORM arg_LEVELS PREPEND warpmark_${name}_ OUTPUT_VARIABLE targets)
  endif()
  set(generated ${PROJECT_BINARY_DIR}/generated/${name}_module.cpp)
  foreach(target IN LISTS targets)
    add_library(${target} ${arg_KIND} ${generated})
    target_link_libraries(${target} PRIVATE ${arg_NEEDS} PUBLIC warpmark_harness)
    # Two levels of one inline function or constant must not be mistaken for each other.
    target_compile_options(${target} PRIVATE
      $<$<COMPILE_LANGUAGE:CXX>:-fvisibility-inlines-hidden;-fno-gnu-unique> ${arg_OPTIONS})
  endforeach()
  foreach(level IN LISTS arg_LEVELS)
    target_compile_options(warpmark_${name}_${level} PRIVATE -march=x86-64-${level})
  endforeach()
  set_property(GLOBAL PROPERTY WARPMARK_TARGETS_${name} ${targets})
endfunction()

# warpmark_module_sources(<module> <file>...): nothing where the module is not built.
function(warpmark_module_sources name)
  get_property(targets GLOBAL PROPERTY WARPMARK_TARGETS_${name})
  list(TRANSFORM ARGN PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/ OUTPUT_VARIABLE sources)
  foreach(target IN LISTS targets)
    target_sources(${target} PRIVATE ${sources})
  endforeach()
endfunction()

# warpmark_module_hands_over(<module> <function>): what it hands over besides factories is put into the
# Module by void warpmark::<function>(Module&).
function(warpmark_module_hands_over module function)
  set_property(GLOBAL APPEND PROPERTY WARPMARK_HANDOVERS_${module} ${function})
endfunction()

# warpmark_architecture_sources(<module> <architecture> <file>...): compiled for that GPU architecture
# alone; nothing where the module is not built.
function(warpmark_architecture_sources name architecture)
  get_property(targets GLOBAL PROPERTY WARPMARK_TARGETS_${name})
  if(NOT targets)
    return()
  endif()
  set(objects warpmark_${name}_${architecture})
  add_library(${objects} OBJECT ${ARGN})
  set_target_properties(${objects} PROPERTIES CUDA_ARCHITECTURES ${architecture})
  target_link_libraries(${objects} PRIVATE warpmark_cuda CUDA::cudart_static)
  foreach(target IN LISTS targets)
    target_link_libraries(${target} PRIVATE ${objects})
  endforeach()
endfunction()

# warpmark_benchmark(<name> MODULES <module>...)
# The folder <name> holds the spec, <name>.cpp, and for each module <name>_<module>.cpp or .cu, which
# defines void warpmark::<name>_<module>(Factories&).
function(warpmark_benchmark name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "MODULES")
  target_sources(warpmark_kernels PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/${name}/${name}.cpp)
  get_property(known GLOBAL PROPERTY WARPMARK_MODULES)
  foreach(module IN LISTS arg_MODULES)
    if(NOT module IN_LIST known)
      message(FATAL_ERROR "${name}: there is no module '${module}'; the modules are ${known}")
    endif()
    file(GLOB source RELATIVE ${CMAKE_CURRENT_SOURCE_DIR}
      ${name}/${name}_${module}.cpp ${name}/${name}_${module}.cu)
    if(NOT source)
      message(FATAL_ERROR "${name}: neither ${name}_${module}.cpp nor ${name}_${module}.cu exists")
    endif()
    warpmark_module_sources(${module} ${source})
    set_property(GLOBAL APPEND PROPERTY WARPMARK_FUNCTIONS_${module} ${name}_${module})
  endforeach()
endfunction()

# Writes each module's entry point, which hands over the factories of its benchmarks and the rest.
function(warpmark_generate_modules)
  get_property(modules GLOBAL PROPERTY WARPMARK_MODULES)
  foreach(module IN LISTS modules)
    get_property(functions GLOBAL PROPERTY WARPMARK_FUNCTIONS_${module})
    set(declarations "")
    set(calls "")
    foreach(function IN LISTS functions)
      string(APPEND declarations "void ${function}(Factories&);\n")
      string(APPEND calls "  warpmark::${function}(module.factories);\n")
    endforeach()
    get_property(functions GLOBAL PROPERTY WARPMARK_HANDOVERS_${module})
    foreach(function IN LISTS functions)
      string(APPEND declarations "void ${function}(Module&);\n")
      string(APPEND calls "  warpmark::${function}(module);\n")
    endforeach()
    configure_file(${PROJECT_SOURCE_DIR}/cmake/module.cpp.in
      ${PROJECT_BINARY_DIR}/generated/${module}_module.cpp @ONLY)
  endforeach()
endfunction()

function(warpmark_print_modules)
  get_property(modules GLOBAL PROPERTY WARPMARK_MODULES)
  foreach(module IN LISTS modules)
    get_property(missing GLOBAL PROPERTY WARPMARK_MISSING_${module})
    if(missing)
      message(NOTICE "Module ${module} is not built: there is no ${missing}")
    else()
      message(NOTICE "Module ${module} is built")
    endif()
  endforeach()
endfunction()

# All targets of built modules, in <variable>.
function(warpmark_module_targets variable)
  get_property(modules GLOBAL PROPERTY WARPMARK_MODULES)
  set(all "")
  foreach(module IN LISTS modules)
    get_property(targets GLOBAL PROPERTY WARPMARK_TARGETS_${module})
    list(APPEND all ${targets})
  endforeach()
  set(${variable} ${all} PARENT_SCOPE)
endfunction()
