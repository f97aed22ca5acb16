// The files of stdlib/. Written by scripts/embed; a test compares it with the folder.

#pragma once

#include "moon.h"

static const unsigned char module_docker_api[] = {
#embed "../../stdlib/docker/api.lua"
};
static const unsigned char module_docker_bind[] = {
#embed "../../stdlib/docker/bind.lua"
};
static const unsigned char module_docker_client[] = {
#embed "../../stdlib/docker/client.lua"
};
static const unsigned char module_docker_collection[] = {
#embed "../../stdlib/docker/collection.lua"
};
static const unsigned char module_docker_engine[] = {
#embed "../../stdlib/docker/engine.lua"
};
static const unsigned char module_docker_init[] = {
#embed "../../stdlib/docker/init.lua"
};
static const unsigned char module_docker_model[] = {
#embed "../../stdlib/docker/model.lua"
};
static const unsigned char module_json[] = {
#embed "../../stdlib/json.lua"
};
static const unsigned char module_moondock_errors[] = {
#embed "../../stdlib/moondock/errors.lua"
};
static const unsigned char module_moondock_session[] = {
#embed "../../stdlib/moondock/session.lua"
};
static const unsigned char module_nearest[] = {
#embed "../../stdlib/nearest.lua"
};
static const unsigned char module_options[] = {
#embed "../../stdlib/options.lua"
};
static const unsigned char module_prelude[] = {
#embed "../../stdlib/prelude.lua"
};
static const unsigned char module_strict[] = {
#embed "../../stdlib/strict.lua"
};
static const unsigned char module_task[] = {
#embed "../../stdlib/task.lua"
};
static const unsigned char module_task_channel[] = {
#embed "../../stdlib/task/channel.lua"
};
static const unsigned char module_task_group[] = {
#embed "../../stdlib/task/group.lua"
};
static const unsigned char module_task_handle[] = {
#embed "../../stdlib/task/handle.lua"
};
static const unsigned char module_text[] = {
#embed "../../stdlib/text.lua"
};
static const unsigned char module_text_ranges[] = {
#embed "../../stdlib/text/ranges.lua"
};
static const unsigned char module_time[] = {
#embed "../../stdlib/time.lua"
};
static const unsigned char module_units[] = {
#embed "../../stdlib/units.lua"
};

static const moon_embedded embedded[] = {
    {"docker.api", "docker/api.lua", module_docker_api, sizeof module_docker_api},
    {"docker.bind", "docker/bind.lua", module_docker_bind, sizeof module_docker_bind},
    {"docker.client", "docker/client.lua", module_docker_client, sizeof module_docker_client},
    {"docker.collection", "docker/collection.lua", module_docker_collection, sizeof module_docker_collection},
    {"docker.engine", "docker/engine.lua", module_docker_engine, sizeof module_docker_engine},
    {"docker", "docker/init.lua", module_docker_init, sizeof module_docker_init},
    {"docker.model", "docker/model.lua", module_docker_model, sizeof module_docker_model},
    {"json", "json.lua", module_json, sizeof module_json},
    {"moondock.errors", "moondock/errors.lua", module_moondock_errors, sizeof module_moondock_errors},
    {"moondock.session", "moondock/session.lua", module_moondock_session, sizeof module_moondock_session},
    {"nearest", "nearest.lua", module_nearest, sizeof module_nearest},
    {"options", "options.lua", module_options, sizeof module_options},
    {"prelude", "prelude.lua", module_prelude, sizeof module_prelude},
    {"strict", "strict.lua", module_strict, sizeof module_strict},
    {"task", "task.lua", module_task, sizeof module_task},
    {"task.channel", "task/channel.lua", module_task_channel, sizeof module_task_channel},
    {"task.group", "task/group.lua", module_task_group, sizeof module_task_group},
    {"task.handle", "task/handle.lua", module_task_handle, sizeof module_task_handle},
    {"text", "text.lua", module_text, sizeof module_text},
    {"text.ranges", "text/ranges.lua", module_text_ranges, sizeof module_text_ranges},
    {"time", "time.lua", module_time, sizeof module_time},
    {"units", "units.lua", module_units, sizeof module_units},
};
