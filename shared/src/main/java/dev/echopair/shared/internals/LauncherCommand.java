package dev.echopair.shared.internals;

import io.vertx.core.internal.logging.LoggerFactory;
import io.vertx.launcher.application.VertxApplication;
import io.vertx.launcher.application.VertxApplicationHooks;
import io.vertx.launcher.application.impl.CommandException;
import io.vertx.launcher.application.impl.VertxApplicationCommand;

/**
 * The command that the Vert.x application launcher runs. Picocli annotations define its options.
 *
 * <p>Written against {@code VertxApplicationCommand} of vertx-launcher-application 5.0.12. {@link
 * VertxApplication#launch()} makes this command itself, but offers no way to add options, change
 * their help or validate the configuration before Vert.x starts. Unnecessary as soon as it does.
 */
public final class LauncherCommand {

  private LauncherCommand() {}

  /**
   * Makes the command.
   *
   * @param application gives the default arguments of the manifest; may be {@code null} for a
   *     command that is only parsed
   * @return a picocli command; running it starts Vert.x and deploys the main verticle
   */
  public static Runnable of(VertxApplication application, VertxApplicationHooks hooks) {
    return new VertxApplicationCommand(
        application, hooks, LoggerFactory.getLogger(VertxApplication.class));
  }

  /**
   * Whether a failure of the command has no explanation of its own because a hook has already
   * received the cause.
   */
  public static boolean wasExplained(Throwable failure) {
    return failure instanceof CommandException;
  }
}
