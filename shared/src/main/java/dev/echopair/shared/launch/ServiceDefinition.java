package dev.echopair.shared.launch;

import dev.echopair.shared.config.ConfigException;
import dev.echopair.shared.config.ConfigSchema;
import io.vertx.core.Deployable;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What makes one service differ from another, for the launcher.
 *
 * @param name the program's name in messages, such as {@code echo-server}
 * @param role {@code server} or {@code client}, on the bus
 * @param invocation how a user calls it, such as {@code java -jar echo-server.jar}
 * @param description what it does, a sentence or two for {@code --help}
 * @param examples command lines with a remark each, for {@code --help}
 * @param schema the definition of its configuration
 * @param check refuses, with a {@link ConfigException}, what the schema cannot: a file that is not
 *     there, say; called before Vert.x starts, and may block
 * @param mainVerticle makes the one verticle that deploys all others
 */
public record ServiceDefinition(
    String name,
    String role,
    String invocation,
    String description,
    List<String> examples,
    ConfigSchema schema,
    Consumer<JsonObject> check,
    Supplier<? extends Deployable> mainVerticle) {

  /** Defines a service of whose configuration the schema says everything. */
  public ServiceDefinition(
      String name,
      String role,
      String invocation,
      String description,
      List<String> examples,
      ConfigSchema schema,
      Supplier<? extends Deployable> mainVerticle) {
    this(name, role, invocation, description, examples, schema, config -> {}, mainVerticle);
  }
}
