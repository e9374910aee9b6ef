# Run at every build: cmake -D source=... -D output=... -D version=... -P build_info.cmake
set(git_sha "")
set(git_dirty false)
find_program(git git)
if(git)
  execute_process(COMMAND ${git} rev-parse HEAD WORKING_DIRECTORY ${source}
    OUTPUT_VARIABLE git_sha OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE failed ERROR_QUIET)
  if(failed)
    set(git_sha "")
  else()
    execute_process(COMMAND ${git} --no-optional-locks status --porcelain WORKING_DIRECTORY ${source}
      OUTPUT_VARIABLE changes ERROR_QUIET)
    if(changes)
      set(git_dirty true)
    endif()
  endif()
endif()
configure_file(${CMAKE_CURRENT_LIST_DIR}/build_info.cpp.in ${output} @ONLY)
