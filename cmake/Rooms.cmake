# credex_room(NAME DEPENDS ...): a static library of src/NAME and the folders in it, linked to the rooms it may see
# (src/rooms.txt) and to libraries. Warnings are errors in our own code.
function(credex_warnings target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
                                           -Wnon-virtual-dtor -Wold-style-cast -Werror)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC 12 sees overruns in std::string and std::vector where there are none.
    target_compile_options(${target} PRIVATE -Wno-restrict -Wno-stringop-overflow -Wno-array-bounds -Wno-stringop-overread
                                             -Wno-maybe-uninitialized -Wno-missing-field-initializers)
    if(CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 13)
      # Our handles into an arena outlive the handle that they were asked of, which GCC cannot know.
      target_compile_options(${target} PRIVATE -Wno-dangling-reference)
    endif()
  else()
    target_compile_options(${target} PRIVATE -Wno-missing-field-initializers -Wno-unused-command-line-argument)
  endif()
endfunction()

# The standard headers and those of base that nearly every file takes in, compiled once for the core, once for the edge and
# once for the tests (docs/building.md has what that saves). Each file still includes what it uses: clang-tidy and the
# fuzz targets are built without this.
set(CREDEX_PRECOMPILED <algorithm> <array> <charconv> <chrono> <cstdint> <cstring> <functional> <map> <memory> <mutex> <optional>
    <set> <span> <string> <string_view> <thread> <tuple> <unordered_map> <utility> <variant> <vector>
    <base/encoding.h> <base/json.h> <base/report.h> <base/result.h> <base/time.h>)

# What lies at the edge waits for a database or a person; the core is where a compiler's effort shows.
set(CREDEX_EDGE store http service document web protocol app)
function(credex_speed target of)
  if(of STREQUAL "edge")
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O2>)
  elseif(of STREQUAL "test")
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
  endif()
endfunction()

# credex_precompiled(OF HEADERS...): credex_precompiled_OF, from which targets of that speed take their headers.
function(credex_precompiled of)
  set(source ${CMAKE_BINARY_DIR}/precompiled_${of}.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT "// Made by cmake/Rooms.cmake: a target must have a source.\n")
  add_library(credex_precompiled_${of} OBJECT ${source})
  target_include_directories(credex_precompiled_${of} PRIVATE ${CMAKE_SOURCE_DIR}/src)
  credex_warnings(credex_precompiled_${of})
  credex_speed(credex_precompiled_${of} ${of})
  target_precompile_headers(credex_precompiled_${of} PRIVATE ${CREDEX_PRECOMPILED} ${ARGN})
endfunction()

# Sources of a room are compiled several together: what they have in common is read, and its templates made, once for all of
# them (decision 0020). Names in unnamed namespaces are therefore unique in a room. A debug build, where one file at a time is
# changed, and fuzzing, by another compiler, take each file alone by CREDEX_TOGETHER=1; clang-tidy by tools/each_alone.py.
set(CREDEX_TOGETHER 8 CACHE STRING "how many sources of a room are compiled together")
function(credex_together target)
  if(CREDEX_TOGETHER GREATER 1)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${CREDEX_TOGETHER})
  endif()
endfunction()

function(credex_room name)
  cmake_parse_arguments(ROOM "" "" "ROOMS;LIBRARIES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  add_library(credex_${name} STATIC ${sources})
  target_include_directories(credex_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  list(TRANSFORM ROOM_ROOMS PREPEND credex_)
  target_link_libraries(credex_${name} PUBLIC ${ROOM_ROOMS} PRIVATE ${ROOM_LIBRARIES})
  credex_warnings(credex_${name})
  set(of core)
  if(name IN_LIST CREDEX_EDGE)
    set(of edge)
  endif()
  credex_speed(credex_${name} ${of})
  if(NOT name STREQUAL "http")  # Boost.Beast: two of its sources are as long to compile as whole rooms.
    credex_together(credex_${name})
  endif()
  # Pango's flags are not those that the headers were compiled with.
  if(NOT name STREQUAL "document")
    target_precompile_headers(credex_${name} REUSE_FROM credex_precompiled_${of})
    # Elsewhere another library's may differ likewise: then that room is compiled without, and slower.
    target_compile_options(credex_${name} PRIVATE -Wno-error=invalid-pch)
  endif()
endfunction()
