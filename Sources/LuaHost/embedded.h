// The files of stdlib/. Written by scripts/embed; a test compares it with the folder.

#pragma once

#include "moon.h"

static const unsigned char module_base64[] = {
#embed "../../stdlib/base64.lua"
};
static const unsigned char module_config[] = {
#embed "../../stdlib/config.lua"
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
static const unsigned char module_docker_archive[] = {
#embed "../../stdlib/docker/archive.lua"
};
static const unsigned char module_docker_archives[] = {
#embed "../../stdlib/docker/archives.lua"
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
static const unsigned char module_docker_cli[] = {
#embed "../../stdlib/docker/cli.lua"
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
static const unsigned char module_docker_cp[] = {
#embed "../../stdlib/docker/cp.lua"
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
static const unsigned char module_docker_filter_names[] = {
#embed "../../stdlib/docker/filter_names.lua"
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
static const unsigned char module_docker_lasting_logs[] = {
#embed "../../stdlib/docker/lasting_logs.lua"
};
static const unsigned char module_docker_limits[] = {
#embed "../../stdlib/docker/limits.lua"
};
static const unsigned char module_docker_live_stats[] = {
#embed "../../stdlib/docker/live_stats.lua"
};
static const unsigned char module_docker_load[] = {
#embed "../../stdlib/docker/load.lua"
};
static const unsigned char module_docker_log_reading[] = {
#embed "../../stdlib/docker/log_reading.lua"
};
static const unsigned char module_docker_logs[] = {
#embed "../../stdlib/docker/logs.lua"
};
static const unsigned char module_docker_low_level_names[] = {
#embed "../../stdlib/docker/low_level_names.lua"
};
static const unsigned char module_docker_many_logs[] = {
#embed "../../stdlib/docker/many_logs.lua"
};
static const unsigned char module_docker_mapped_stream[] = {
#embed "../../stdlib/docker/mapped_stream.lua"
};
static const unsigned char module_docker_meter[] = {
#embed "../../stdlib/docker/meter.lua"
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
static const unsigned char module_docker_path[] = {
#embed "../../stdlib/docker/path.lua"
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
static const unsigned char module_docker_position[] = {
#embed "../../stdlib/docker/position.lua"
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
static const unsigned char module_docker_reconnect[] = {
#embed "../../stdlib/docker/reconnect.lua"
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
static const unsigned char module_docker_sampler[] = {
#embed "../../stdlib/docker/sampler.lua"
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
static const unsigned char module_docker_shape[] = {
#embed "../../stdlib/docker/shape.lua"
};
static const unsigned char module_docker_shapes[] = {
#embed "../../stdlib/docker/shapes.lua"
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
static const unsigned char module_docker_top_screen[] = {
#embed "../../stdlib/docker/top_screen.lua"
};
static const unsigned char module_docker_top_view[] = {
#embed "../../stdlib/docker/top_view.lua"
};
static const unsigned char module_docker_transfer[] = {
#embed "../../stdlib/docker/transfer.lua"
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
static const unsigned char module_docker_views_event[] = {
#embed "../../stdlib/docker/views/event.lua"
};
static const unsigned char module_docker_views_owner[] = {
#embed "../../stdlib/docker/views/owner.lua"
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
static const unsigned char module_explain_init[] = {
#embed "../../stdlib/explain/init.lua"
};
static const unsigned char module_explain_standin[] = {
#embed "../../stdlib/explain/standin.lua"
};
static const unsigned char module_help[] = {
#embed "../../stdlib/help.lua"
};
static const unsigned char module_help_behind[] = {
#embed "../../stdlib/help/behind.lua"
};
static const unsigned char module_help_guides[] = {
#embed "../../stdlib/help/guides.lua"
};
static const unsigned char module_help_index[] = {
#embed "../../stdlib/help/index.lua"
};
static const unsigned char module_help_page[] = {
#embed "../../stdlib/help/page.lua"
};
static const unsigned char module_help_paint[] = {
#embed "../../stdlib/help/paint.lua"
};
static const unsigned char module_help_search[] = {
#embed "../../stdlib/help/search.lua"
};
static const unsigned char module_help_source[] = {
#embed "../../stdlib/help/source.lua"
};
static const unsigned char module_help_types[] = {
#embed "../../stdlib/help/types.lua"
};
static const unsigned char module_inspect[] = {
#embed "../../stdlib/inspect.lua"
};
static const unsigned char module_job[] = {
#embed "../../stdlib/job.lua"
};
static const unsigned char module_json[] = {
#embed "../../stdlib/json.lua"
};
static const unsigned char module_lesson[] = {
#embed "../../stdlib/lesson.lua"
};
static const unsigned char module_lessons_01_version_har[] = {
#embed "../../stdlib/lessons/01-version.har"
};
static const unsigned char module_lessons_01_version[] = {
#embed "../../stdlib/lessons/01-version.lua"
};
static const unsigned char module_lessons_02_requests_har[] = {
#embed "../../stdlib/lessons/02-requests.har"
};
static const unsigned char module_lessons_02_requests[] = {
#embed "../../stdlib/lessons/02-requests.lua"
};
static const unsigned char module_lessons_03_images_har[] = {
#embed "../../stdlib/lessons/03-images.har"
};
static const unsigned char module_lessons_03_images[] = {
#embed "../../stdlib/lessons/03-images.lua"
};
static const unsigned char module_lessons_04_run_har[] = {
#embed "../../stdlib/lessons/04-run.har"
};
static const unsigned char module_lessons_04_run[] = {
#embed "../../stdlib/lessons/04-run.lua"
};
static const unsigned char module_lessons_05_life_har[] = {
#embed "../../stdlib/lessons/05-life.har"
};
static const unsigned char module_lessons_05_life[] = {
#embed "../../stdlib/lessons/05-life.lua"
};
static const unsigned char module_lessons_06_logs_har[] = {
#embed "../../stdlib/lessons/06-logs.har"
};
static const unsigned char module_lessons_06_logs[] = {
#embed "../../stdlib/lessons/06-logs.lua"
};
static const unsigned char module_lessons_07_frames_har[] = {
#embed "../../stdlib/lessons/07-frames.har"
};
static const unsigned char module_lessons_07_frames[] = {
#embed "../../stdlib/lessons/07-frames.lua"
};
static const unsigned char module_lessons_08_exec_har[] = {
#embed "../../stdlib/lessons/08-exec.har"
};
static const unsigned char module_lessons_08_exec[] = {
#embed "../../stdlib/lessons/08-exec.lua"
};
static const unsigned char module_lessons_09_socket_har[] = {
#embed "../../stdlib/lessons/09-socket.har"
};
static const unsigned char module_lessons_09_socket[] = {
#embed "../../stdlib/lessons/09-socket.lua"
};
static const unsigned char module_lessons_10_events_har[] = {
#embed "../../stdlib/lessons/10-events.har"
};
static const unsigned char module_lessons_10_events[] = {
#embed "../../stdlib/lessons/10-events.lua"
};
static const unsigned char module_lessons_11_networks_har[] = {
#embed "../../stdlib/lessons/11-networks.har"
};
static const unsigned char module_lessons_11_networks[] = {
#embed "../../stdlib/lessons/11-networks.lua"
};
static const unsigned char module_lessons_12_volumes_har[] = {
#embed "../../stdlib/lessons/12-volumes.har"
};
static const unsigned char module_lessons_12_volumes[] = {
#embed "../../stdlib/lessons/12-volumes.lua"
};
static const unsigned char module_lessons_13_build_har[] = {
#embed "../../stdlib/lessons/13-build.har"
};
static const unsigned char module_lessons_13_build[] = {
#embed "../../stdlib/lessons/13-build.lua"
};
static const unsigned char module_lessons_14_swarm_har[] = {
#embed "../../stdlib/lessons/14-swarm.har"
};
static const unsigned char module_lessons_14_swarm[] = {
#embed "../../stdlib/lessons/14-swarm.lua"
};
static const unsigned char module_lessons_engine_har[] = {
#embed "../../stdlib/lessons/engine.har"
};
static const unsigned char module_live_keys[] = {
#embed "../../stdlib/live/keys.lua"
};
static const unsigned char module_live_output[] = {
#embed "../../stdlib/live/output.lua"
};
static const unsigned char module_live_region[] = {
#embed "../../stdlib/live/region.lua"
};
static const unsigned char module_live_view[] = {
#embed "../../stdlib/live/view.lua"
};
static const unsigned char module_moondock_commands[] = {
#embed "../../stdlib/moondock/commands.lua"
};
static const unsigned char module_moondock_complete[] = {
#embed "../../stdlib/moondock/complete.lua"
};
static const unsigned char module_moondock_diagnostics[] = {
#embed "../../stdlib/moondock/diagnostics.lua"
};
static const unsigned char module_moondock_errors[] = {
#embed "../../stdlib/moondock/errors.lua"
};
static const unsigned char module_moondock_guard[] = {
#embed "../../stdlib/moondock/guard.lua"
};
static const unsigned char module_moondock_init[] = {
#embed "../../stdlib/moondock/init.lua"
};
static const unsigned char module_moondock_live[] = {
#embed "../../stdlib/moondock/live.lua"
};
static const unsigned char module_moondock_newcomer[] = {
#embed "../../stdlib/moondock/newcomer.lua"
};
static const unsigned char module_moondock_reach[] = {
#embed "../../stdlib/moondock/reach.lua"
};
static const unsigned char module_moondock_session[] = {
#embed "../../stdlib/moondock/session.lua"
};
static const unsigned char module_moondock_shell[] = {
#embed "../../stdlib/moondock/shell.lua"
};
static const unsigned char module_moondock_signature[] = {
#embed "../../stdlib/moondock/signature.lua"
};
static const unsigned char module_moondock_subcommands[] = {
#embed "../../stdlib/moondock/subcommands.lua"
};
static const unsigned char module_moondock_teaching[] = {
#embed "../../stdlib/moondock/teaching.lua"
};
static const unsigned char module_moondock_upvalue[] = {
#embed "../../stdlib/moondock/upvalue.lua"
};
static const unsigned char module_moondock_words[] = {
#embed "../../stdlib/moondock/words.lua"
};
static const unsigned char module_nearest[] = {
#embed "../../stdlib/nearest.lua"
};
static const unsigned char module_options[] = {
#embed "../../stdlib/options.lua"
};
static const unsigned char module_pager[] = {
#embed "../../stdlib/pager.lua"
};
static const unsigned char module_plot[] = {
#embed "../../stdlib/plot.lua"
};
static const unsigned char module_prelude[] = {
#embed "../../stdlib/prelude.lua"
};
static const unsigned char module_query[] = {
#embed "../../stdlib/query.lua"
};
static const unsigned char module_recipe[] = {
#embed "../../stdlib/recipe.lua"
};
static const unsigned char module_recipes_audit[] = {
#embed "../../scripts/recipes/audit.lua"
};
static const unsigned char module_recipes_autoheal[] = {
#embed "../../scripts/recipes/autoheal.lua"
};
static const unsigned char module_recipes_backup_volume[] = {
#embed "../../scripts/recipes/backup-volume.lua"
};
static const unsigned char module_recipes_chaos[] = {
#embed "../../scripts/recipes/chaos.lua"
};
static const unsigned char module_recipes_clone_volume[] = {
#embed "../../scripts/recipes/clone-volume.lua"
};
static const unsigned char module_recipes_copy_in[] = {
#embed "../../scripts/recipes/copy-in.lua"
};
static const unsigned char module_recipes_copy_out[] = {
#embed "../../scripts/recipes/copy-out.lua"
};
static const unsigned char module_recipes_exec_all[] = {
#embed "../../scripts/recipes/exec-all.lua"
};
static const unsigned char module_recipes_export_run[] = {
#embed "../../scripts/recipes/export-run.lua"
};
static const unsigned char module_recipes_grep_logs[] = {
#embed "../../scripts/recipes/grep-logs.lua"
};
static const unsigned char module_recipes_job[] = {
#embed "../../scripts/recipes/job.lua"
};
static const unsigned char module_recipes_load_image[] = {
#embed "../../scripts/recipes/load-image.lua"
};
static const unsigned char module_recipes_on_event[] = {
#embed "../../scripts/recipes/on-event.lua"
};
static const unsigned char module_recipes_orphans[] = {
#embed "../../scripts/recipes/orphans.lua"
};
static const unsigned char module_recipes_prune_containers[] = {
#embed "../../scripts/recipes/prune-containers.lua"
};
static const unsigned char module_recipes_prune_images[] = {
#embed "../../scripts/recipes/prune-images.lua"
};
static const unsigned char module_recipes_recreate[] = {
#embed "../../scripts/recipes/recreate.lua"
};
static const unsigned char module_recipes_restore_volume[] = {
#embed "../../scripts/recipes/restore-volume.lua"
};
static const unsigned char module_recipes_rolling_restart[] = {
#embed "../../scripts/recipes/rolling-restart.lua"
};
static const unsigned char module_recipes_save_image[] = {
#embed "../../scripts/recipes/save-image.lua"
};
static const unsigned char module_recipes_top[] = {
#embed "../../scripts/recipes/top.lua"
};
static const unsigned char module_recipes_update_all[] = {
#embed "../../scripts/recipes/update-all.lua"
};
static const unsigned char module_recipes_wait_healthy[] = {
#embed "../../scripts/recipes/wait-healthy.lua"
};
static const unsigned char module_recipes_wait_log[] = {
#embed "../../scripts/recipes/wait-log.lua"
};
static const unsigned char module_recipes_who_uses[] = {
#embed "../../scripts/recipes/who-uses.lua"
};
static const unsigned char module_replay_har[] = {
#embed "../../stdlib/replay/har.lua"
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
static const unsigned char module_trace_curl[] = {
#embed "../../stdlib/trace/curl.lua"
};
static const unsigned char module_trace_exchanges[] = {
#embed "../../stdlib/trace/exchanges.lua"
};
static const unsigned char module_trace_http[] = {
#embed "../../stdlib/trace/http.lua"
};
static const unsigned char module_trace_init[] = {
#embed "../../stdlib/trace/init.lua"
};
static const unsigned char module_trace_request[] = {
#embed "../../stdlib/trace/request.lua"
};
static const unsigned char module_trace_secrets[] = {
#embed "../../stdlib/trace/secrets.lua"
};
static const unsigned char module_units[] = {
#embed "../../stdlib/units.lua"
};
static const unsigned char module_watch[] = {
#embed "../../stdlib/watch.lua"
};

static const moon_embedded embedded[] = {
    {"base64", "base64.lua", module_base64, sizeof module_base64},
    {"config", "config.lua", module_config, sizeof module_config},
    {"display", "display.lua", module_display, sizeof module_display},
    {"docker.api", "docker/api.lua", module_docker_api, sizeof module_docker_api},
    {"docker.api_version", "docker/api_version.lua", module_docker_api_version, sizeof module_docker_api_version},
    {"docker.archive", "docker/archive.lua", module_docker_archive, sizeof module_docker_archive},
    {"docker.archives", "docker/archives.lua", module_docker_archives, sizeof module_docker_archives},
    {"docker.attach", "docker/attach.lua", module_docker_attach, sizeof module_docker_attach},
    {"docker.auth", "docker/auth.lua", module_docker_auth, sizeof module_docker_auth},
    {"docker.bind", "docker/bind.lua", module_docker_bind, sizeof module_docker_bind},
    {"docker.body", "docker/body.lua", module_docker_body, sizeof module_docker_body},
    {"docker.build", "docker/build.lua", module_docker_build, sizeof module_docker_build},
    {"docker.build_context", "docker/build_context.lua", module_docker_build_context, sizeof module_docker_build_context},
    {"docker.build_log", "docker/build_log.lua", module_docker_build_log, sizeof module_docker_build_log},
    {"docker.buildkit", "docker/buildkit.lua", module_docker_buildkit, sizeof module_docker_buildkit},
    {"docker.chunks", "docker/chunks.lua", module_docker_chunks, sizeof module_docker_chunks},
    {"docker.cli", "docker/cli.lua", module_docker_cli, sizeof module_docker_cli},
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
    {"docker.cp", "docker/cp.lua", module_docker_cp, sizeof module_docker_cp},
    {"docker.create", "docker/create.lua", module_docker_create, sizeof module_docker_create},
    {"docker.detach_keys", "docker/detach_keys.lua", module_docker_detach_keys, sizeof module_docker_detach_keys},
    {"docker.dockerfile", "docker/dockerfile.lua", module_docker_dockerfile, sizeof module_docker_dockerfile},
    {"docker.engine", "docker/engine.lua", module_docker_engine, sizeof module_docker_engine},
    {"docker.events", "docker/events.lua", module_docker_events, sizeof module_docker_events},
    {"docker.exec", "docker/exec.lua", module_docker_exec, sizeof module_docker_exec},
    {"docker.exec_timeout", "docker/exec_timeout.lua", module_docker_exec_timeout, sizeof module_docker_exec_timeout},
    {"docker.file_references", "docker/file_references.lua", module_docker_file_references, sizeof module_docker_file_references},
    {"docker.filter_names", "docker/filter_names.lua", module_docker_filter_names, sizeof module_docker_filter_names},
    {"docker.image", "docker/image.lua", module_docker_image, sizeof module_docker_image},
    {"docker.images", "docker/images.lua", module_docker_images, sizeof module_docker_images},
    {"docker", "docker/init.lua", module_docker_init, sizeof module_docker_init},
    {"docker.lasting_logs", "docker/lasting_logs.lua", module_docker_lasting_logs, sizeof module_docker_lasting_logs},
    {"docker.limits", "docker/limits.lua", module_docker_limits, sizeof module_docker_limits},
    {"docker.live_stats", "docker/live_stats.lua", module_docker_live_stats, sizeof module_docker_live_stats},
    {"docker.load", "docker/load.lua", module_docker_load, sizeof module_docker_load},
    {"docker.log_reading", "docker/log_reading.lua", module_docker_log_reading, sizeof module_docker_log_reading},
    {"docker.logs", "docker/logs.lua", module_docker_logs, sizeof module_docker_logs},
    {"docker.low_level_names", "docker/low_level_names.lua", module_docker_low_level_names, sizeof module_docker_low_level_names},
    {"docker.many_logs", "docker/many_logs.lua", module_docker_many_logs, sizeof module_docker_many_logs},
    {"docker.mapped_stream", "docker/mapped_stream.lua", module_docker_mapped_stream, sizeof module_docker_mapped_stream},
    {"docker.meter", "docker/meter.lua", module_docker_meter, sizeof module_docker_meter},
    {"docker.model", "docker/model.lua", module_docker_model, sizeof module_docker_model},
    {"docker.mounts", "docker/mounts.lua", module_docker_mounts, sizeof module_docker_mounts},
    {"docker.names", "docker/names.lua", module_docker_names, sizeof module_docker_names},
    {"docker.network", "docker/network.lua", module_docker_network, sizeof module_docker_network},
    {"docker.networks", "docker/networks.lua", module_docker_networks, sizeof module_docker_networks},
    {"docker.node", "docker/node.lua", module_docker_node, sizeof module_docker_node},
    {"docker.nodes", "docker/nodes.lua", module_docker_nodes, sizeof module_docker_nodes},
    {"docker.path", "docker/path.lua", module_docker_path, sizeof module_docker_path},
    {"docker.plugin", "docker/plugin.lua", module_docker_plugin, sizeof module_docker_plugin},
    {"docker.plugin_pull", "docker/plugin_pull.lua", module_docker_plugin_pull, sizeof module_docker_plugin_pull},
    {"docker.plugins", "docker/plugins.lua", module_docker_plugins, sizeof module_docker_plugins},
    {"docker.ports", "docker/ports.lua", module_docker_ports, sizeof module_docker_ports},
    {"docker.position", "docker/position.lua", module_docker_position, sizeof module_docker_position},
    {"docker.progress", "docker/progress.lua", module_docker_progress, sizeof module_docker_progress},
    {"docker.protobuf", "docker/protobuf.lua", module_docker_protobuf, sizeof module_docker_protobuf},
    {"docker.proxies", "docker/proxies.lua", module_docker_proxies, sizeof module_docker_proxies},
    {"docker.prune", "docker/prune.lua", module_docker_prune, sizeof module_docker_prune},
    {"docker.pull", "docker/pull.lua", module_docker_pull, sizeof module_docker_pull},
    {"docker.push", "docker/push.lua", module_docker_push, sizeof module_docker_push},
    {"docker.reconnect", "docker/reconnect.lua", module_docker_reconnect, sizeof module_docker_reconnect},
    {"docker.registry_data", "docker/registry_data.lua", module_docker_registry_data, sizeof module_docker_registry_data},
    {"docker.remove_image", "docker/remove_image.lua", module_docker_remove_image, sizeof module_docker_remove_image},
    {"docker.run", "docker/run.lua", module_docker_run, sizeof module_docker_run},
    {"docker.run_stream", "docker/run_stream.lua", module_docker_run_stream, sizeof module_docker_run_stream},
    {"docker.sampler", "docker/sampler.lua", module_docker_sampler, sizeof module_docker_sampler},
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
    {"docker.shape", "docker/shape.lua", module_docker_shape, sizeof module_docker_shape},
    {"docker.shapes", "docker/shapes.lua", module_docker_shapes, sizeof module_docker_shapes},
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
    {"docker.top_screen", "docker/top_screen.lua", module_docker_top_screen, sizeof module_docker_top_screen},
    {"docker.top_view", "docker/top_view.lua", module_docker_top_view, sizeof module_docker_top_view},
    {"docker.transfer", "docker/transfer.lua", module_docker_transfer, sizeof module_docker_transfer},
    {"docker.update", "docker/update.lua", module_docker_update, sizeof module_docker_update},
    {"docker.views", "docker/views.lua", module_docker_views, sizeof module_docker_views},
    {"docker.views.card", "docker/views/card.lua", module_docker_views_card, sizeof module_docker_views_card},
    {"docker.views.event", "docker/views/event.lua", module_docker_views_event, sizeof module_docker_views_event},
    {"docker.views.owner", "docker/views/owner.lua", module_docker_views_owner, sizeof module_docker_views_owner},
    {"docker.views.reports", "docker/views/reports.lua", module_docker_views_reports, sizeof module_docker_views_reports},
    {"docker.views.resources", "docker/views/resources.lua", module_docker_views_resources, sizeof module_docker_views_resources},
    {"docker.volume", "docker/volume.lua", module_docker_volume, sizeof module_docker_volume},
    {"docker.volumes", "docker/volumes.lua", module_docker_volumes, sizeof module_docker_volumes},
    {"docker.wait_for", "docker/wait_for.lua", module_docker_wait_for, sizeof module_docker_wait_for},
    {"docker.with", "docker/with.lua", module_docker_with, sizeof module_docker_with},
    {"explain", "explain/init.lua", module_explain_init, sizeof module_explain_init},
    {"explain.standin", "explain/standin.lua", module_explain_standin, sizeof module_explain_standin},
    {"help", "help.lua", module_help, sizeof module_help},
    {"help.behind", "help/behind.lua", module_help_behind, sizeof module_help_behind},
    {"help.guides", "help/guides.lua", module_help_guides, sizeof module_help_guides},
    {"help.index", "help/index.lua", module_help_index, sizeof module_help_index},
    {"help.page", "help/page.lua", module_help_page, sizeof module_help_page},
    {"help.paint", "help/paint.lua", module_help_paint, sizeof module_help_paint},
    {"help.search", "help/search.lua", module_help_search, sizeof module_help_search},
    {"help.source", "help/source.lua", module_help_source, sizeof module_help_source},
    {"help.types", "help/types.lua", module_help_types, sizeof module_help_types},
    {"inspect", "inspect.lua", module_inspect, sizeof module_inspect},
    {"job", "job.lua", module_job, sizeof module_job},
    {"json", "json.lua", module_json, sizeof module_json},
    {"lesson", "lesson.lua", module_lesson, sizeof module_lesson},
    {"lessons/01-version.har", "lessons/01-version.har", module_lessons_01_version_har, sizeof module_lessons_01_version_har},
    {"lessons.01-version", "lessons/01-version.lua", module_lessons_01_version, sizeof module_lessons_01_version},
    {"lessons/02-requests.har", "lessons/02-requests.har", module_lessons_02_requests_har, sizeof module_lessons_02_requests_har},
    {"lessons.02-requests", "lessons/02-requests.lua", module_lessons_02_requests, sizeof module_lessons_02_requests},
    {"lessons/03-images.har", "lessons/03-images.har", module_lessons_03_images_har, sizeof module_lessons_03_images_har},
    {"lessons.03-images", "lessons/03-images.lua", module_lessons_03_images, sizeof module_lessons_03_images},
    {"lessons/04-run.har", "lessons/04-run.har", module_lessons_04_run_har, sizeof module_lessons_04_run_har},
    {"lessons.04-run", "lessons/04-run.lua", module_lessons_04_run, sizeof module_lessons_04_run},
    {"lessons/05-life.har", "lessons/05-life.har", module_lessons_05_life_har, sizeof module_lessons_05_life_har},
    {"lessons.05-life", "lessons/05-life.lua", module_lessons_05_life, sizeof module_lessons_05_life},
    {"lessons/06-logs.har", "lessons/06-logs.har", module_lessons_06_logs_har, sizeof module_lessons_06_logs_har},
    {"lessons.06-logs", "lessons/06-logs.lua", module_lessons_06_logs, sizeof module_lessons_06_logs},
    {"lessons/07-frames.har", "lessons/07-frames.har", module_lessons_07_frames_har, sizeof module_lessons_07_frames_har},
    {"lessons.07-frames", "lessons/07-frames.lua", module_lessons_07_frames, sizeof module_lessons_07_frames},
    {"lessons/08-exec.har", "lessons/08-exec.har", module_lessons_08_exec_har, sizeof module_lessons_08_exec_har},
    {"lessons.08-exec", "lessons/08-exec.lua", module_lessons_08_exec, sizeof module_lessons_08_exec},
    {"lessons/09-socket.har", "lessons/09-socket.har", module_lessons_09_socket_har, sizeof module_lessons_09_socket_har},
    {"lessons.09-socket", "lessons/09-socket.lua", module_lessons_09_socket, sizeof module_lessons_09_socket},
    {"lessons/10-events.har", "lessons/10-events.har", module_lessons_10_events_har, sizeof module_lessons_10_events_har},
    {"lessons.10-events", "lessons/10-events.lua", module_lessons_10_events, sizeof module_lessons_10_events},
    {"lessons/11-networks.har", "lessons/11-networks.har", module_lessons_11_networks_har, sizeof module_lessons_11_networks_har},
    {"lessons.11-networks", "lessons/11-networks.lua", module_lessons_11_networks, sizeof module_lessons_11_networks},
    {"lessons/12-volumes.har", "lessons/12-volumes.har", module_lessons_12_volumes_har, sizeof module_lessons_12_volumes_har},
    {"lessons.12-volumes", "lessons/12-volumes.lua", module_lessons_12_volumes, sizeof module_lessons_12_volumes},
    {"lessons/13-build.har", "lessons/13-build.har", module_lessons_13_build_har, sizeof module_lessons_13_build_har},
    {"lessons.13-build", "lessons/13-build.lua", module_lessons_13_build, sizeof module_lessons_13_build},
    {"lessons/14-swarm.har", "lessons/14-swarm.har", module_lessons_14_swarm_har, sizeof module_lessons_14_swarm_har},
    {"lessons.14-swarm", "lessons/14-swarm.lua", module_lessons_14_swarm, sizeof module_lessons_14_swarm},
    {"lessons/engine.har", "lessons/engine.har", module_lessons_engine_har, sizeof module_lessons_engine_har},
    {"live.keys", "live/keys.lua", module_live_keys, sizeof module_live_keys},
    {"live.output", "live/output.lua", module_live_output, sizeof module_live_output},
    {"live.region", "live/region.lua", module_live_region, sizeof module_live_region},
    {"live.view", "live/view.lua", module_live_view, sizeof module_live_view},
    {"moondock.commands", "moondock/commands.lua", module_moondock_commands, sizeof module_moondock_commands},
    {"moondock.complete", "moondock/complete.lua", module_moondock_complete, sizeof module_moondock_complete},
    {"moondock.diagnostics", "moondock/diagnostics.lua", module_moondock_diagnostics, sizeof module_moondock_diagnostics},
    {"moondock.errors", "moondock/errors.lua", module_moondock_errors, sizeof module_moondock_errors},
    {"moondock.guard", "moondock/guard.lua", module_moondock_guard, sizeof module_moondock_guard},
    {"moondock", "moondock/init.lua", module_moondock_init, sizeof module_moondock_init},
    {"moondock.live", "moondock/live.lua", module_moondock_live, sizeof module_moondock_live},
    {"moondock.newcomer", "moondock/newcomer.lua", module_moondock_newcomer, sizeof module_moondock_newcomer},
    {"moondock.reach", "moondock/reach.lua", module_moondock_reach, sizeof module_moondock_reach},
    {"moondock.session", "moondock/session.lua", module_moondock_session, sizeof module_moondock_session},
    {"moondock.shell", "moondock/shell.lua", module_moondock_shell, sizeof module_moondock_shell},
    {"moondock.signature", "moondock/signature.lua", module_moondock_signature, sizeof module_moondock_signature},
    {"moondock.subcommands", "moondock/subcommands.lua", module_moondock_subcommands, sizeof module_moondock_subcommands},
    {"moondock.teaching", "moondock/teaching.lua", module_moondock_teaching, sizeof module_moondock_teaching},
    {"moondock.upvalue", "moondock/upvalue.lua", module_moondock_upvalue, sizeof module_moondock_upvalue},
    {"moondock.words", "moondock/words.lua", module_moondock_words, sizeof module_moondock_words},
    {"nearest", "nearest.lua", module_nearest, sizeof module_nearest},
    {"options", "options.lua", module_options, sizeof module_options},
    {"pager", "pager.lua", module_pager, sizeof module_pager},
    {"plot", "plot.lua", module_plot, sizeof module_plot},
    {"prelude", "prelude.lua", module_prelude, sizeof module_prelude},
    {"query", "query.lua", module_query, sizeof module_query},
    {"recipe", "recipe.lua", module_recipe, sizeof module_recipe},
    {"recipes.audit", "recipes/audit.lua", module_recipes_audit, sizeof module_recipes_audit},
    {"recipes.autoheal", "recipes/autoheal.lua", module_recipes_autoheal, sizeof module_recipes_autoheal},
    {"recipes.backup-volume", "recipes/backup-volume.lua", module_recipes_backup_volume, sizeof module_recipes_backup_volume},
    {"recipes.chaos", "recipes/chaos.lua", module_recipes_chaos, sizeof module_recipes_chaos},
    {"recipes.clone-volume", "recipes/clone-volume.lua", module_recipes_clone_volume, sizeof module_recipes_clone_volume},
    {"recipes.copy-in", "recipes/copy-in.lua", module_recipes_copy_in, sizeof module_recipes_copy_in},
    {"recipes.copy-out", "recipes/copy-out.lua", module_recipes_copy_out, sizeof module_recipes_copy_out},
    {"recipes.exec-all", "recipes/exec-all.lua", module_recipes_exec_all, sizeof module_recipes_exec_all},
    {"recipes.export-run", "recipes/export-run.lua", module_recipes_export_run, sizeof module_recipes_export_run},
    {"recipes.grep-logs", "recipes/grep-logs.lua", module_recipes_grep_logs, sizeof module_recipes_grep_logs},
    {"recipes.job", "recipes/job.lua", module_recipes_job, sizeof module_recipes_job},
    {"recipes.load-image", "recipes/load-image.lua", module_recipes_load_image, sizeof module_recipes_load_image},
    {"recipes.on-event", "recipes/on-event.lua", module_recipes_on_event, sizeof module_recipes_on_event},
    {"recipes.orphans", "recipes/orphans.lua", module_recipes_orphans, sizeof module_recipes_orphans},
    {"recipes.prune-containers", "recipes/prune-containers.lua", module_recipes_prune_containers, sizeof module_recipes_prune_containers},
    {"recipes.prune-images", "recipes/prune-images.lua", module_recipes_prune_images, sizeof module_recipes_prune_images},
    {"recipes.recreate", "recipes/recreate.lua", module_recipes_recreate, sizeof module_recipes_recreate},
    {"recipes.restore-volume", "recipes/restore-volume.lua", module_recipes_restore_volume, sizeof module_recipes_restore_volume},
    {"recipes.rolling-restart", "recipes/rolling-restart.lua", module_recipes_rolling_restart, sizeof module_recipes_rolling_restart},
    {"recipes.save-image", "recipes/save-image.lua", module_recipes_save_image, sizeof module_recipes_save_image},
    {"recipes.top", "recipes/top.lua", module_recipes_top, sizeof module_recipes_top},
    {"recipes.update-all", "recipes/update-all.lua", module_recipes_update_all, sizeof module_recipes_update_all},
    {"recipes.wait-healthy", "recipes/wait-healthy.lua", module_recipes_wait_healthy, sizeof module_recipes_wait_healthy},
    {"recipes.wait-log", "recipes/wait-log.lua", module_recipes_wait_log, sizeof module_recipes_wait_log},
    {"recipes.who-uses", "recipes/who-uses.lua", module_recipes_who_uses, sizeof module_recipes_who_uses},
    {"replay.har", "replay/har.lua", module_replay_har, sizeof module_replay_har},
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
    {"trace.curl", "trace/curl.lua", module_trace_curl, sizeof module_trace_curl},
    {"trace.exchanges", "trace/exchanges.lua", module_trace_exchanges, sizeof module_trace_exchanges},
    {"trace.http", "trace/http.lua", module_trace_http, sizeof module_trace_http},
    {"trace", "trace/init.lua", module_trace_init, sizeof module_trace_init},
    {"trace.request", "trace/request.lua", module_trace_request, sizeof module_trace_request},
    {"trace.secrets", "trace/secrets.lua", module_trace_secrets, sizeof module_trace_secrets},
    {"units", "units.lua", module_units, sizeof module_units},
    {"watch", "watch.lua", module_watch, sizeof module_watch},
};
