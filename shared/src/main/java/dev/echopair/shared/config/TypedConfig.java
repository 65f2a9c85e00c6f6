package dev.echopair.shared.config;

/** The validated and typed configuration of one service. Immutable, so threads may share it. */
public interface TypedConfig {

  /** The keys that the configurations of both services share. */
  ServiceConfig service();
}
