# credex_embed(TARGET): builds every file below data/, and the JSON-LD contexts of the npm packages, into TARGET, and
# makes the table that base/embedded.h reads. A file is found by its name below data/, or as contexts/NAME.
find_program(NODE NAMES node nodejs REQUIRED)
find_program(MSGFMT msgfmt REQUIRED)
function(credex_embed target)
  set(out ${CMAKE_BINARY_DIR}/embedded)
  # The catalogues: the build fails where a message is missing or stale in one of them (tools/messages.mjs).
  file(GLOB catalogues CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/data/locale/*.po)
  file(GLOB worded CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/templates/*.html ${CMAKE_SOURCE_DIR}/src/web/*.cpp
       ${CMAKE_SOURCE_DIR}/src/service/*.cpp ${CMAKE_SOURCE_DIR}/src/document/*.cpp ${CMAKE_SOURCE_DIR}/data/messages/en.txt)
  file(MAKE_DIRECTORY ${out}/locale)
  set(compiled "")
  foreach(catalogue ${catalogues})
    get_filename_component(language ${catalogue} NAME_WE)
    add_custom_command(OUTPUT ${out}/locale/${language}.mo
      COMMAND ${MSGFMT} --check-format -o ${out}/locale/${language}.mo ${catalogue} DEPENDS ${catalogue})
    list(APPEND compiled locale/${language}.mo)
  endforeach()
  add_custom_command(OUTPUT ${out}/catalogues-checked
    COMMAND ${NODE} ${CMAKE_SOURCE_DIR}/tools/messages.mjs check COMMAND ${CMAKE_COMMAND} -E touch ${out}/catalogues-checked
    DEPENDS ${catalogues} ${worded} ${CMAKE_SOURCE_DIR}/tools/messages.mjs)
  set(contexts ${out}/contexts)
  execute_process(COMMAND ${NODE} ${CMAKE_SOURCE_DIR}/tools/write-contexts.mjs ${contexts} COMMAND_ERROR_IS_FATAL ANY)
  file(MAKE_DIRECTORY ${out}/map)
  execute_process(COMMAND ${NODE} ${CMAKE_SOURCE_DIR}/tools/write-map.mjs ${out}/map/europe.json COMMAND_ERROR_IS_FATAL ANY)
  file(GLOB_RECURSE data CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR}/data ${CMAKE_SOURCE_DIR}/data/*)
  list(FILTER data EXCLUDE REGEX "\\.pot?$")
  file(GLOB context_files RELATIVE ${out} ${contexts}/*.jsonld)
  # The front end: our own files of web/, and those of npm packages that pages load.
  file(GLOB_RECURSE web CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/web/*)
  file(GLOB examples CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/examples/*/definition.yaml)
  set(packages ${CMAKE_SOURCE_DIR}/node_modules)
  set(front_end htmx.js=htmx.org/dist/htmx.min.js jsqr.js=jsqr/dist/jsQR.js)
  foreach(script latin latin-ext greek cyrillic)
    foreach(family literata commissioner)
      list(APPEND front_end ${family}-${script}.woff2=@fontsource-variable/${family}/files/${family}-${script}-wght-normal.woff2)
    endforeach()
  endforeach()
  set(blobs "")
  set(rows "")
  set(depends "")
  set(index 0)
  foreach(name ${data} ${context_files} map/europe.json ${web} ${examples} ${front_end} ${compiled})
    if(EXISTS ${CMAKE_SOURCE_DIR}/data/${name})
      set(path ${CMAKE_SOURCE_DIR}/data/${name})
    elseif(name MATCHES "^web/")
      set(path ${CMAKE_SOURCE_DIR}/${name})
    elseif(name MATCHES "^examples/(.*)/definition.yaml$")
      set(path ${CMAKE_SOURCE_DIR}/${name})
      set(name examples/${CMAKE_MATCH_1}.yaml)
    elseif(name MATCHES "^(.*)=(.*)$")
      set(name npm/${CMAKE_MATCH_1})
      set(path ${packages}/${CMAKE_MATCH_2})
    else()
      set(path ${out}/${name})
    endif()
    string(APPEND blobs "asm(\".section .rodata\\n.balign 8\\ncredex_blob_${index}:\\n.incbin \\\"${path}\\\"\\ncredex_blob_${index}_end:\\n.byte 0\\n.previous\\n\");\n"
                        "extern const char blob_${index}[] asm(\"credex_blob_${index}\");\n"
                        "extern const char blob_${index}_end[] asm(\"credex_blob_${index}_end\");\n")
    string(APPEND rows "    Row{\"${name}\", blob_${index}, blob_${index}_end},\n")
    list(APPEND depends ${path})
    math(EXPR index "${index} + 1")
  endforeach()
  file(CONFIGURE OUTPUT ${out}/embedded.cpp CONTENT
"// Made by cmake/Embed.cmake.
#include \"base/embedded.h\"

${blobs}
namespace credex {
namespace {
struct Row {
  std::string_view name;
  const char* begin;
  const char* end;
};
const Row k_rows[] = {
${rows}};
}  // namespace

std::optional<std::string_view> embedded_file(std::string_view name) {
  for (const Row& row : k_rows) {
    if (row.name == name) return std::string_view{row.begin, static_cast<std::size_t>(row.end - row.begin)};
  }
  return std::nullopt;
}
}  // namespace credex
")
  set_source_files_properties(${out}/embedded.cpp PROPERTIES OBJECT_DEPENDS "${depends};${out}/catalogues-checked"
                              SKIP_UNITY_BUILD_INCLUSION ON)  # what a source depends on is asked of sources compiled alone
  target_sources(${target} PRIVATE ${out}/embedded.cpp)
endfunction()
