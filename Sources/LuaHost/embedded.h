// The files of stdlib/. Written by scripts/embed; a test compares it with the folder.

#pragma once

#include "moon.h"

static const unsigned char module_base64[] = {
#embed "../../stdlib/base64.lua"
};
static const unsigned char module_display[] = {
#embed "../../stdlib/display.lua"
};
static const unsigned char module_docker_api[] = {
#embed "../../stdlib/docker/api.lua"
};
static const unsigned char module_docker_api_version[] = {
#embed "../../stdlib/docker/api_version.lua"
};
static const unsigned char module_docker_attach[] = {
#embed "../../stdlib/docker/attach.lua"
};
static const unsigned char module_docker_auth[] = {
#embed "../../stdlib/docker/auth.lua"
};
static const unsigned char module_docker_bind[] = {
#embed "../../stdlib/docker/bind.lua"
};
static const unsigned char module_docker_body[] = {
#embed "../../stdlib/docker/body.lua"
};
static const unsigned char module_docker_build[] = {
#embed "../../stdlib/docker/build.lua"
};
static const unsigned char module_docker_build_context[] = {
#embed "../../stdlib/docker/build_context.lua"
};
static const unsigned char module_docker_build_log[] = {
#embed "../../stdlib/docker/build_log.lua"
};
static const unsigned char module_docker_buildkit[] = {
#embed "../../stdlib/docker/buildkit.lua"
};
static const unsigned char module_docker_chunks[] = {
#embed "../../stdlib/docker/chunks.lua"
};
static const unsigned char module_docker_client[] = {
#embed "../../stdlib/docker/client.lua"
};
static const unsigned char module_docker_cluster[] = {
#embed "../../stdlib/docker/cluster.lua"
};
static const unsigned char module_docker_collection[] = {
#embed "../../stdlib/docker/collection.lua"
};
static const unsigned char module_docker_commit[] = {
#embed "../../stdlib/docker/commit.lua"
};
static const unsigned char module_docker_compose[] = {
#embed "../../stdlib/docker/compose.lua"
};
static const unsigned char module_docker_compose_file[] = {
#embed "../../stdlib/docker/compose_file.lua"
};
static const unsigned char module_docker_compose_options[] = {
#embed "../../stdlib/docker/compose_options.lua"
};
static const unsigned char module_docker_compose_service[] = {
#embed "../../stdlib/docker/compose_service.lua"
};
static const unsigned char module_docker_compose_volumes[] = {
#embed "../../stdlib/docker/compose_volumes.lua"
};
static const unsigned char module_docker_config[] = {
#embed "../../stdlib/docker/config.lua"
};
static const unsigned char module_docker_configs[] = {
#embed "../../stdlib/docker/configs.lua"
};
static const unsigned char module_docker_container[] = {
#embed "../../stdlib/docker/container.lua"
};
static const unsigned char module_docker_container_options[] = {
#embed "../../stdlib/docker/container_options.lua"
};
static const unsigned char module_docker_containers[] = {
#embed "../../stdlib/docker/containers.lua"
};
static const unsigned char module_docker_context[] = {
#embed "../../stdlib/docker/context.lua"
};
static const unsigned char module_docker_contexts[] = {
#embed "../../stdlib/docker/contexts.lua"
};
static const unsigned char module_docker_contexts_view[] = {
#embed "../../stdlib/docker/contexts_view.lua"
};
static const unsigned char module_docker_convert[] = {
#embed "../../stdlib/docker/convert.lua"
};
static const unsigned char module_docker_create[] = {
#embed "../../stdlib/docker/create.lua"
};
static const unsigned char module_docker_detach_keys[] = {
#embed "../../stdlib/docker/detach_keys.lua"
};
static const unsigned char module_docker_dockerfile[] = {
#embed "../../stdlib/docker/dockerfile.lua"
};
static const unsigned char module_docker_engine[] = {
#embed "../../stdlib/docker/engine.lua"
};
static const unsigned char module_docker_events[] = {
#embed "../../stdlib/docker/events.lua"
};
static const unsigned char module_docker_exec[] = {
#embed "../../stdlib/docker/exec.lua"
};
static const unsigned char module_docker_exec_timeout[] = {
#embed "../../stdlib/docker/exec_timeout.lua"
};
static const unsigned char module_docker_file_references[] = {
#embed "../../stdlib/docker/file_references.lua"
};
static const unsigned char module_docker_image[] = {
#embed "../../stdlib/docker/image.lua"
};
static const unsigned char module_docker_images[] = {
#embed "../../stdlib/docker/images.lua"
};
static const unsigned char module_docker_init[] = {
#embed "../../stdlib/docker/init.lua"
};
static const unsigned char module_docker_load[] = {
#embed "../../stdlib/docker/load.lua"
};
static const unsigned char module_docker_logs[] = {
#embed "../../stdlib/docker/logs.lua"
};
static const unsigned char module_docker_many_logs[] = {
#embed "../../stdlib/docker/many_logs.lua"
};
static const unsigned char module_docker_mapped_stream[] = {
#embed "../../stdlib/docker/mapped_stream.lua"
};
static const unsigned char module_docker_model[] = {
#embed "../../stdlib/docker/model.lua"
};
static const unsigned char module_docker_mounts[] = {
#embed "../../stdlib/docker/mounts.lua"
};
static const unsigned char module_docker_names[] = {
#embed "../../stdlib/docker/names.lua"
};
static const unsigned char module_docker_network[] = {
#embed "../../stdlib/docker/network.lua"
};
static const unsigned char module_docker_networks[] = {
#embed "../../stdlib/docker/networks.lua"
};
static const unsigned char module_docker_node[] = {
#embed "../../stdlib/docker/node.lua"
};
static const unsigned char module_docker_nodes[] = {
#embed "../../stdlib/docker/nodes.lua"
};
static const unsigned char module_docker_plugin[] = {
#embed "../../stdlib/docker/plugin.lua"
};
static const unsigned char module_docker_plugin_pull[] = {
#embed "../../stdlib/docker/plugin_pull.lua"
};
static const unsigned char module_docker_plugins[] = {
#embed "../../stdlib/docker/plugins.lua"
};
static const unsigned char module_docker_ports[] = {
#embed "../../stdlib/docker/ports.lua"
};
static const unsigned char module_docker_progress[] = {
#embed "../../stdlib/docker/progress.lua"
};
static const unsigned char module_docker_protobuf[] = {
#embed "../../stdlib/docker/protobuf.lua"
};
static const unsigned char module_docker_proxies[] = {
#embed "../../stdlib/docker/proxies.lua"
};
static const unsigned char module_docker_prune[] = {
#embed "../../stdlib/docker/prune.lua"
};
static const unsigned char module_docker_pull[] = {
#embed "../../stdlib/docker/pull.lua"
};
static const unsigned char module_docker_push[] = {
#embed "../../stdlib/docker/push.lua"
};
static const unsigned char module_docker_registry_data[] = {
#embed "../../stdlib/docker/registry_data.lua"
};
static const unsigned char module_docker_remove_image[] = {
#embed "../../stdlib/docker/remove_image.lua"
};
static const unsigned char module_docker_run[] = {
#embed "../../stdlib/docker/run.lua"
};
static const unsigned char module_docker_run_stream[] = {
#embed "../../stdlib/docker/run_stream.lua"
};
static const unsigned char module_docker_secret[] = {
#embed "../../stdlib/docker/secret.lua"
};
static const unsigned char module_docker_secrets[] = {
#embed "../../stdlib/docker/secrets.lua"
};
static const unsigned char module_docker_selector[] = {
#embed "../../stdlib/docker/selector.lua"
};
static const unsigned char module_docker_service[] = {
#embed "../../stdlib/docker/service.lua"
};
static const unsigned char module_docker_service_logs[] = {
#embed "../../stdlib/docker/service_logs.lua"
};
static const unsigned char module_docker_service_options[] = {
#embed "../../stdlib/docker/service_options.lua"
};
static const unsigned char module_docker_service_ports[] = {
#embed "../../stdlib/docker/service_ports.lua"
};
static const unsigned char module_docker_service_spec[] = {
#embed "../../stdlib/docker/service_spec.lua"
};
static const unsigned char module_docker_service_values[] = {
#embed "../../stdlib/docker/service_values.lua"
};
static const unsigned char module_docker_service_wait[] = {
#embed "../../stdlib/docker/service_wait.lua"
};
static const unsigned char module_docker_services[] = {
#embed "../../stdlib/docker/services.lua"
};
static const unsigned char module_docker_shellwords[] = {
#embed "../../stdlib/docker/shellwords.lua"
};
static const unsigned char module_docker_spec[] = {
#embed "../../stdlib/docker/spec.lua"
};
static const unsigned char module_docker_spec_compare[] = {
#embed "../../stdlib/docker/spec_compare.lua"
};
static const unsigned char module_docker_stack[] = {
#embed "../../stdlib/docker/stack.lua"
};
static const unsigned char module_docker_stack_deploy[] = {
#embed "../../stdlib/docker/stack_deploy.lua"
};
static const unsigned char module_docker_stack_objects[] = {
#embed "../../stdlib/docker/stack_objects.lua"
};
static const unsigned char module_docker_stack_remove[] = {
#embed "../../stdlib/docker/stack_remove.lua"
};
static const unsigned char module_docker_stats[] = {
#embed "../../stdlib/docker/stats.lua"
};
static const unsigned char module_docker_stored[] = {
#embed "../../stdlib/docker/stored.lua"
};
static const unsigned char module_docker_streams[] = {
#embed "../../stdlib/docker/streams.lua"
};
static const unsigned char module_docker_swarm[] = {
#embed "../../stdlib/docker/swarm.lua"
};
static const unsigned char module_docker_swarm_options[] = {
#embed "../../stdlib/docker/swarm_options.lua"
};
static const unsigned char module_docker_swarm_task[] = {
#embed "../../stdlib/docker/swarm_task.lua"
};
static const unsigned char module_docker_swarm_views[] = {
#embed "../../stdlib/docker/swarm_views.lua"
};
static const unsigned char module_docker_tasks[] = {
#embed "../../stdlib/docker/tasks.lua"
};
static const unsigned char module_docker_terminal[] = {
#embed "../../stdlib/docker/terminal.lua"
};
static const unsigned char module_docker_tls[] = {
#embed "../../stdlib/docker/tls.lua"
};
static const unsigned char module_docker_update[] = {
#embed "../../stdlib/docker/update.lua"
};
static const unsigned char module_docker_views[] = {
#embed "../../stdlib/docker/views.lua"
};
static const unsigned char module_docker_views_card[] = {
#embed "../../stdlib/docker/views/card.lua"
};
static const unsigned char module_docker_views_reports[] = {
#embed "../../stdlib/docker/views/reports.lua"
};
static const unsigned char module_docker_views_resources[] = {
#embed "../../stdlib/docker/views/resources.lua"
};
static const unsigned char module_docker_volume[] = {
#embed "../../stdlib/docker/volume.lua"
};
static const unsigned char module_docker_volumes[] = {
#embed "../../stdlib/docker/volumes.lua"
};
static const unsigned char module_docker_wait_for[] = {
#embed "../../stdlib/docker/wait_for.lua"
};
static const unsigned char module_docker_with[] = {
#embed "../../stdlib/docker/with.lua"
};
static const unsigned char module_inspect[] = {
#embed "../../stdlib/inspect.lua"
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
static const unsigned char module_moondock_shell[] = {
#embed "../../stdlib/moondock/shell.lua"
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
static const unsigned char module_query[] = {
#embed "../../stdlib/query.lua"
};
static const unsigned char module_strict[] = {
#embed "../../stdlib/strict.lua"
};
static const unsigned char module_tabulate[] = {
#embed "../../stdlib/tabulate.lua"
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
static const unsigned char module_test[] = {
#embed "../../stdlib/test.lua"
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
    {"base64", "base64.lua", module_base64, sizeof module_base64},
    {"display", "display.lua", module_display, sizeof module_display},
    {"docker.api", "docker/api.lua", module_docker_api, sizeof module_docker_api},
    {"docker.api_version", "docker/api_version.lua", module_docker_api_version, sizeof module_docker_api_version},
    {"docker.attach", "docker/attach.lua", module_docker_attach, sizeof module_docker_attach},
    {"docker.auth", "docker/auth.lua", module_docker_auth, sizeof module_docker_auth},
    {"docker.bind", "docker/bind.lua", module_docker_bind, sizeof module_docker_bind},
    {"docker.body", "docker/body.lua", module_docker_body, sizeof module_docker_body},
    {"docker.build", "docker/build.lua", module_docker_build, sizeof module_docker_build},
    {"docker.build_context", "docker/build_context.lua", module_docker_build_context, sizeof module_docker_build_context},
    {"docker.build_log", "docker/build_log.lua", module_docker_build_log, sizeof module_docker_build_log},
    {"docker.buildkit", "docker/buildkit.lua", module_docker_buildkit, sizeof module_docker_buildkit},
    {"docker.chunks", "docker/chunks.lua", module_docker_chunks, sizeof module_docker_chunks},
    {"docker.client", "docker/client.lua", module_docker_client, sizeof module_docker_client},
    {"docker.cluster", "docker/cluster.lua", module_docker_cluster, sizeof module_docker_cluster},
    {"docker.collection", "docker/collection.lua", module_docker_collection, sizeof module_docker_collection},
    {"docker.commit", "docker/commit.lua", module_docker_commit, sizeof module_docker_commit},
    {"docker.compose", "docker/compose.lua", module_docker_compose, sizeof module_docker_compose},
    {"docker.compose_file", "docker/compose_file.lua", module_docker_compose_file, sizeof module_docker_compose_file},
    {"docker.compose_options", "docker/compose_options.lua", module_docker_compose_options, sizeof module_docker_compose_options},
    {"docker.compose_service", "docker/compose_service.lua", module_docker_compose_service, sizeof module_docker_compose_service},
    {"docker.compose_volumes", "docker/compose_volumes.lua", module_docker_compose_volumes, sizeof module_docker_compose_volumes},
    {"docker.config", "docker/config.lua", module_docker_config, sizeof module_docker_config},
    {"docker.configs", "docker/configs.lua", module_docker_configs, sizeof module_docker_configs},
    {"docker.container", "docker/container.lua", module_docker_container, sizeof module_docker_container},
    {"docker.container_options", "docker/container_options.lua", module_docker_container_options, sizeof module_docker_container_options},
    {"docker.containers", "docker/containers.lua", module_docker_containers, sizeof module_docker_containers},
    {"docker.context", "docker/context.lua", module_docker_context, sizeof module_docker_context},
    {"docker.contexts", "docker/contexts.lua", module_docker_contexts, sizeof module_docker_contexts},
    {"docker.contexts_view", "docker/contexts_view.lua", module_docker_contexts_view, sizeof module_docker_contexts_view},
    {"docker.convert", "docker/convert.lua", module_docker_convert, sizeof module_docker_convert},
    {"docker.create", "docker/create.lua", module_docker_create, sizeof module_docker_create},
    {"docker.detach_keys", "docker/detach_keys.lua", module_docker_detach_keys, sizeof module_docker_detach_keys},
    {"docker.dockerfile", "docker/dockerfile.lua", module_docker_dockerfile, sizeof module_docker_dockerfile},
    {"docker.engine", "docker/engine.lua", module_docker_engine, sizeof module_docker_engine},
    {"docker.events", "docker/events.lua", module_docker_events, sizeof module_docker_events},
    {"docker.exec", "docker/exec.lua", module_docker_exec, sizeof module_docker_exec},
    {"docker.exec_timeout", "docker/exec_timeout.lua", module_docker_exec_timeout, sizeof module_docker_exec_timeout},
    {"docker.file_references", "docker/file_references.lua", module_docker_file_references, sizeof module_docker_file_references},
    {"docker.image", "docker/image.lua", module_docker_image, sizeof module_docker_image},
    {"docker.images", "docker/images.lua", module_docker_images, sizeof module_docker_images},
    {"docker", "docker/init.lua", module_docker_init, sizeof module_docker_init},
    {"docker.load", "docker/load.lua", module_docker_load, sizeof module_docker_load},
    {"docker.logs", "docker/logs.lua", module_docker_logs, sizeof module_docker_logs},
    {"docker.many_logs", "docker/many_logs.lua", module_docker_many_logs, sizeof module_docker_many_logs},
    {"docker.mapped_stream", "docker/mapped_stream.lua", module_docker_mapped_stream, sizeof module_docker_mapped_stream},
    {"docker.model", "docker/model.lua", module_docker_model, sizeof module_docker_model},
    {"docker.mounts", "docker/mounts.lua", module_docker_mounts, sizeof module_docker_mounts},
    {"docker.names", "docker/names.lua", module_docker_names, sizeof module_docker_names},
    {"docker.network", "docker/network.lua", module_docker_network, sizeof module_docker_network},
    {"docker.networks", "docker/networks.lua", module_docker_networks, sizeof module_docker_networks},
    {"docker.node", "docker/node.lua", module_docker_node, sizeof module_docker_node},
    {"docker.nodes", "docker/nodes.lua", module_docker_nodes, sizeof module_docker_nodes},
    {"docker.plugin", "docker/plugin.lua", module_docker_plugin, sizeof module_docker_plugin},
    {"docker.plugin_pull", "docker/plugin_pull.lua", module_docker_plugin_pull, sizeof module_docker_plugin_pull},
    {"docker.plugins", "docker/plugins.lua", module_docker_plugins, sizeof module_docker_plugins},
    {"docker.ports", "docker/ports.lua", module_docker_ports, sizeof module_docker_ports},
    {"docker.progress", "docker/progress.lua", module_docker_progress, sizeof module_docker_progress},
    {"docker.protobuf", "docker/protobuf.lua", module_docker_protobuf, sizeof module_docker_protobuf},
    {"docker.proxies", "docker/proxies.lua", module_docker_proxies, sizeof module_docker_proxies},
    {"docker.prune", "docker/prune.lua", module_docker_prune, sizeof module_docker_prune},
    {"docker.pull", "docker/pull.lua", module_docker_pull, sizeof module_docker_pull},
    {"docker.push", "docker/push.lua", module_docker_push, sizeof module_docker_push},
    {"docker.registry_data", "docker/registry_data.lua", module_docker_registry_data, sizeof module_docker_registry_data},
    {"docker.remove_image", "docker/remove_image.lua", module_docker_remove_image, sizeof module_docker_remove_image},
    {"docker.run", "docker/run.lua", module_docker_run, sizeof module_docker_run},
    {"docker.run_stream", "docker/run_stream.lua", module_docker_run_stream, sizeof module_docker_run_stream},
    {"docker.secret", "docker/secret.lua", module_docker_secret, sizeof module_docker_secret},
    {"docker.secrets", "docker/secrets.lua", module_docker_secrets, sizeof module_docker_secrets},
    {"docker.selector", "docker/selector.lua", module_docker_selector, sizeof module_docker_selector},
    {"docker.service", "docker/service.lua", module_docker_service, sizeof module_docker_service},
    {"docker.service_logs", "docker/service_logs.lua", module_docker_service_logs, sizeof module_docker_service_logs},
    {"docker.service_options", "docker/service_options.lua", module_docker_service_options, sizeof module_docker_service_options},
    {"docker.service_ports", "docker/service_ports.lua", module_docker_service_ports, sizeof module_docker_service_ports},
    {"docker.service_spec", "docker/service_spec.lua", module_docker_service_spec, sizeof module_docker_service_spec},
    {"docker.service_values", "docker/service_values.lua", module_docker_service_values, sizeof module_docker_service_values},
    {"docker.service_wait", "docker/service_wait.lua", module_docker_service_wait, sizeof module_docker_service_wait},
    {"docker.services", "docker/services.lua", module_docker_services, sizeof module_docker_services},
    {"docker.shellwords", "docker/shellwords.lua", module_docker_shellwords, sizeof module_docker_shellwords},
    {"docker.spec", "docker/spec.lua", module_docker_spec, sizeof module_docker_spec},
    {"docker.spec_compare", "docker/spec_compare.lua", module_docker_spec_compare, sizeof module_docker_spec_compare},
    {"docker.stack", "docker/stack.lua", module_docker_stack, sizeof module_docker_stack},
    {"docker.stack_deploy", "docker/stack_deploy.lua", module_docker_stack_deploy, sizeof module_docker_stack_deploy},
    {"docker.stack_objects", "docker/stack_objects.lua", module_docker_stack_objects, sizeof module_docker_stack_objects},
    {"docker.stack_remove", "docker/stack_remove.lua", module_docker_stack_remove, sizeof module_docker_stack_remove},
    {"docker.stats", "docker/stats.lua", module_docker_stats, sizeof module_docker_stats},
    {"docker.stored", "docker/stored.lua", module_docker_stored, sizeof module_docker_stored},
    {"docker.streams", "docker/streams.lua", module_docker_streams, sizeof module_docker_streams},
    {"docker.swarm", "docker/swarm.lua", module_docker_swarm, sizeof module_docker_swarm},
    {"docker.swarm_options", "docker/swarm_options.lua", module_docker_swarm_options, sizeof module_docker_swarm_options},
    {"docker.swarm_task", "docker/swarm_task.lua", module_docker_swarm_task, sizeof module_docker_swarm_task},
    {"docker.swarm_views", "docker/swarm_views.lua", module_docker_swarm_views, sizeof module_docker_swarm_views},
    {"docker.tasks", "docker/tasks.lua", module_docker_tasks, sizeof module_docker_tasks},
    {"docker.terminal", "docker/terminal.lua", module_docker_terminal, sizeof module_docker_terminal},
    {"docker.tls", "docker/tls.lua", module_docker_tls, sizeof module_docker_tls},
    {"docker.update", "docker/update.lua", module_docker_update, sizeof module_docker_update},
    {"docker.views", "docker/views.lua", module_docker_views, sizeof module_docker_views},
    {"docker.views.card", "docker/views/card.lua", module_docker_views_card, sizeof module_docker_views_card},
    {"docker.views.reports", "docker/views/reports.lua", module_docker_views_reports, sizeof module_docker_views_reports},
    {"docker.views.resources", "docker/views/resources.lua", module_docker_views_resources, sizeof module_docker_views_resources},
    {"docker.volume", "docker/volume.lua", module_docker_volume, sizeof module_docker_volume},
    {"docker.volumes", "docker/volumes.lua", module_docker_volumes, sizeof module_docker_volumes},
    {"docker.wait_for", "docker/wait_for.lua", module_docker_wait_for, sizeof module_docker_wait_for},
    {"docker.with", "docker/with.lua", module_docker_with, sizeof module_docker_with},
    {"inspect", "inspect.lua", module_inspect, sizeof module_inspect},
    {"json", "json.lua", module_json, sizeof module_json},
    {"moondock.errors", "moondock/errors.lua", module_moondock_errors, sizeof module_moondock_errors},
    {"moondock.session", "moondock/session.lua", module_moondock_session, sizeof module_moondock_session},
    {"moondock.shell", "moondock/shell.lua", module_moondock_shell, sizeof module_moondock_shell},
    {"nearest", "nearest.lua", module_nearest, sizeof module_nearest},
    {"options", "options.lua", module_options, sizeof module_options},
    {"prelude", "prelude.lua", module_prelude, sizeof module_prelude},
    {"query", "query.lua", module_query, sizeof module_query},
    {"strict", "strict.lua", module_strict, sizeof module_strict},
    {"tabulate", "tabulate.lua", module_tabulate, sizeof module_tabulate},
    {"task", "task.lua", module_task, sizeof module_task},
    {"task.channel", "task/channel.lua", module_task_channel, sizeof module_task_channel},
    {"task.group", "task/group.lua", module_task_group, sizeof module_task_group},
    {"task.handle", "task/handle.lua", module_task_handle, sizeof module_task_handle},
    {"test", "test.lua", module_test, sizeof module_test},
    {"text", "text.lua", module_text, sizeof module_text},
    {"text.ranges", "text/ranges.lua", module_text_ranges, sizeof module_text_ranges},
    {"time", "time.lua", module_time, sizeof module_time},
    {"units", "units.lua", module_units, sizeof module_units},
};
