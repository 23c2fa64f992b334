"""Chat models: any server that speaks the OpenAI protocol, and llama.cpp run in a process of its own."""
