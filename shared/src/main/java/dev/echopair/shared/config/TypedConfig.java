package dev.echopair.shared.config;

/** The configuration of one service, validated and typed: immutable, safe to share. */
public interface TypedConfig {

  /** The keys that the configurations of both services share. */
  ServiceConfig service();
}
