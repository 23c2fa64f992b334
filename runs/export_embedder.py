# Needs, apart from pip: torch==2.13.0 transformers==5.24.0 onnx==1.23.2 onnx-ir==1.1.0 onnxruntime==1.32.0
# tokenizers==0.23.3 safetensors==0.8.0 numpy==2.4.6
"""Makes the embedder that ships inside the package from the published all-MiniLM-L6-v2 weights, and measures it.

    python3.11 -m venv /tmp/export && /tmp/export/bin/pip install $(sed -n '1,2s/^# \(Needs, apart from pip: \)\?//p' runs/export_embedder.py)
    /tmp/export/bin/python runs/export_embedder.py
"""
