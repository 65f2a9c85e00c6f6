package dev.echopair.shared.launch;

import dev.echopair.shared.config.ConfigException;
import dev.echopair.shared.config.ConfigSchema;
import dev.echopair.shared.config.TypedConfig;
import io.vertx.core.Deployable;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;

/**
 * What makes one service differ from another, for the launcher.
 *
 * @param <C> its configuration, typed
 * @param name the program's name in messages, such as {@code echo-server}
 * @param role {@code server} or {@code client}, on the bus
 * @param invocation how a user calls it, such as {@code java -jar echo-server.jar}
 * @param description what it does, a sentence or two for {@code --help}
 * @param examples command lines with a remark each, for {@code --help}
 * @param schema the definition of its configuration
 * @param typed types a complete configuration that the schema has validated. Throws a {@link
 *     ConfigException} for what the schema cannot find, such as a file that does not exist. May
 *     block.
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
