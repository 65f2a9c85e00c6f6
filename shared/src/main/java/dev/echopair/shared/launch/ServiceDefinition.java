package dev.echopair.shared.launch;

import dev.echopair.shared.config.ConfigException;
import dev.echopair.shared.config.ConfigSchema;
import dev.echopair.shared.config.TypedConfig;
import io.vertx.core.Deployable;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;

/**
 * Describes one service to the launcher: the parts that differ between the services.
 *
 * @param <C> type of the configuration
 * @param name the program's name in messages, such as {@code echo-server}
 * @param role role on the event bus: {@code server} or {@code client}
 * @param invocation command with which a user starts it, such as {@code java -jar echo-server.jar}
 * @param description one or two sentences about the service, for {@code --help}
 * @param examples command lines, each with a remark, for {@code --help}
 * @param schema schema of the configuration
 * @param typed converts a complete configuration that the schema has validated to its type. Throws
 *     a {@link ConfigException} for problems that the schema cannot find, such as a file that does
 *     not exist. May block.
 * @param mainVerticle makes the one verticle that deploys all others
 */
public record ServiceDefinition<C extends TypedConfig>(
    String name,
    String role,
    String invocation,
    String description,
    List<String> examples,
    ConfigSchema schema,
    Function<JsonObject, C> typed,
    Function<C, ? extends Deployable> mainVerticle) {}
